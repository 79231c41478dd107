-- Erased documents of which stored packs may still hold something; `brings` is 1 where this device brings the relay what is to
-- stand in the place of such packs.
CREATE TABLE doc_erasing (
    space    INTEGER NOT NULL REFERENCES doc_space (n),
    document BLOB NOT NULL CHECK (length(document) = 16),
    brings   INTEGER NOT NULL,
    PRIMARY KEY (space, document)
) STRICT, WITHOUT ROWID;

-- What relays signed to have deleted for the sake of erased documents.
CREATE TABLE doc_erasure_receipt (
    n     INTEGER PRIMARY KEY,
    space INTEGER NOT NULL REFERENCES doc_space (n),
    at    INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

-- States of packs beyond those of 003: 7 derived here, to be brought to the relay; 8 derived here, but it does not fit the rows
-- of the relay's log. An author's pack in whose place a derived one stands keeps its name, without bytes.
DROP INDEX doc_pack_to_push;
CREATE INDEX doc_pack_to_push ON doc_pack (space, number) WHERE state IN (0, 5, 7);
