-- Ledgers that were given up, since a relay that was put back went on with another history: each whole, with what of it still
-- has to be decided again. `parted` is the first place at which it differs.
CREATE TABLE doc_history (
    n      INTEGER PRIMARY KEY,
    space  INTEGER NOT NULL REFERENCES doc_space (n),
    parted INTEGER NOT NULL,
    at     INTEGER NOT NULL
) STRICT;
CREATE TABLE doc_history_entry (
    history  INTEGER NOT NULL REFERENCES doc_history (n) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    bytes    BLOB NOT NULL,
    settled  INTEGER NOT NULL,   -- 1 where nothing is to be done about it any more
    PRIMARY KEY (history, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX doc_history_open ON doc_history_entry (history) WHERE settled = 0;
-- Keys of epochs of such histories: packs were sealed with them.
CREATE TABLE doc_other_key (
    space INTEGER NOT NULL REFERENCES doc_space (n),
    key   BLOB NOT NULL CHECK (length(key) = 32),
    PRIMARY KEY (space, key)
) STRICT, WITHOUT ROWID;
