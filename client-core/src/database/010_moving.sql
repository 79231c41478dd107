-- A record that moves from one area to another has changes in packs of several spaces: then a change has a row for each space
-- whose packs carry it, and `scattered` is 1. `origin` is the space in whose packs its author said it, where that is another one.
ALTER TABLE doc_record ADD COLUMN scattered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE doc_change ADD COLUMN origin BLOB CHECK (length(origin) = 16);
