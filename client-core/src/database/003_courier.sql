-- What this device carries for spaces that it is not in: items of courier files as they came.
CREATE TABLE doc_cargo (
    n     INTEGER PRIMARY KEY,
    hash  BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),   -- SHA-256 of the item
    at    INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

-- The packs that a derived pack stands for, in runs of numbers.
CREATE TABLE doc_cover (
    pack   INTEGER NOT NULL REFERENCES doc_pack (n) ON DELETE CASCADE,
    author BLOB NOT NULL CHECK (length(author) = 16),
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (pack, author, first)
) STRICT, WITHOUT ROWID;

-- States of packs beyond those of 001: 5 received in a courier file, to be brought to the relay; 6 the same, but the relay
-- could not take it yet. What is to be pushed is found by this index.
DROP INDEX doc_pack_unacknowledged;
CREATE INDEX doc_pack_to_push ON doc_pack (space, number) WHERE state IN (0, 5);
