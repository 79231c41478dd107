-- What devices of other members made of the packs that they hold: the newest word of each. `state`: 0 to be compared; 1 done; 2 to
-- be compared, and what it names and is not here was asked for.
CREATE TABLE doc_tally (
    space  INTEGER NOT NULL REFERENCES doc_space (n),
    author BLOB NOT NULL CHECK (length(author) = 16),
    number INTEGER NOT NULL,                   -- of the pack that brought it
    bytes  BLOB NOT NULL,
    state  INTEGER NOT NULL,
    PRIMARY KEY (space, author)
) STRICT, WITHOUT ROWID;

-- How comparing goes in each space.
CREATE TABLE doc_comparing (
    space       INTEGER PRIMARY KEY REFERENCES doc_space (n),
    compared    INTEGER NOT NULL DEFAULT 0,    -- tallies of others
    skipped     INTEGER NOT NULL DEFAULT 0,    -- tallies that were of other knowledge than this device's
    compared_at INTEGER,
    tallied_at  INTEGER,                       -- when this device last said its own
    is_due      INTEGER NOT NULL DEFAULT 0,    -- it is to say it again at once
    packs       INTEGER NOT NULL DEFAULT 0,    -- stored when the last sync came to its end
    asks        INTEGER NOT NULL DEFAULT 0     -- packs are lost here and to be asked for again
) STRICT;

-- Documents whose changes in a space's packs are no longer here since another space erased them.
CREATE TABLE doc_left_out (
    space    INTEGER NOT NULL REFERENCES doc_space (n),
    document BLOB NOT NULL CHECK (length(document) = 16),
    PRIMARY KEY (space, document)
) STRICT, WITHOUT ROWID;

-- Differences between what this device holds and what another one with the same packs holds, or what its own packs say.
CREATE TABLE doc_difference (
    n               INTEGER PRIMARY KEY,
    space           INTEGER NOT NULL REFERENCES doc_space (n),
    author          BLOB NOT NULL CHECK (length(author) = 16),   -- the other device; zeros for this one's own packs
    documents_here  INTEGER NOT NULL,
    documents_there INTEGER NOT NULL,
    changes_here    INTEGER NOT NULL,
    changes_there   INTEGER NOT NULL,
    records         BLOB NOT NULL,                               -- ids of the first records concerned, as far as they are known
    at              INTEGER NOT NULL,
    healed_at       INTEGER
) STRICT;
CREATE INDEX doc_difference_open ON doc_difference (space) WHERE healed_at IS NULL;
