-- What is said in one area and brought to another counts there as it stands where it was said. `number` is that of its author's
-- pack, where another space carries it, and `late` says that the ledger of the space in which it was said does not let it count.
ALTER TABLE doc_change ADD COLUMN number INTEGER;
ALTER TABLE doc_change ADD COLUMN late INTEGER NOT NULL DEFAULT 0;
CREATE INDEX doc_change_brought ON doc_change (origin) WHERE origin IS NOT NULL;

-- Entries of ledgers that packs of other spaces bring. Of two for one place that one counts which follows.
CREATE TABLE doc_brought_entry (
    carrier  INTEGER NOT NULL,                 -- doc_space.n: the space whose packs bring it
    space    BLOB NOT NULL CHECK (length(space) = 16),
    position INTEGER NOT NULL,
    hash     BLOB NOT NULL CHECK (length(hash) = 32),
    bytes    BLOB NOT NULL,
    PRIMARY KEY (carrier, space, position, hash)
) STRICT;
