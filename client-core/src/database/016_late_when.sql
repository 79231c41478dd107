-- When late work was done and in which area, so that its author can tell what it is once the records are gone. No name stays.
ALTER TABLE doc_late ADD COLUMN at INTEGER;
ALTER TABLE doc_late ADD COLUMN area TEXT;
