-- Recording writes one page less: a change gets its place in this index when it is sealed.
DROP INDEX doc_change_pack;
CREATE INDEX doc_change_pack ON doc_change (pack) WHERE pack IS NOT NULL;

-- What was set aside, is held back or does not fit is asked for at each sync; almost always there is nothing of it.
CREATE INDEX doc_pack_waits ON doc_pack (state) WHERE state IN (3, 6, 8);
