-- Why a pack was set aside; one row for each pack in state 3 of doc_pack.
CREATE TABLE doc_suspicion (
    pack   INTEGER PRIMARY KEY REFERENCES doc_pack (n) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    at     INTEGER NOT NULL
) STRICT;

-- What this device did in a space after its access there had ended: what became of it is told, what it said is gone.
CREATE TABLE doc_late (
    space  INTEGER NOT NULL REFERENCES doc_space (n),
    number INTEGER NOT NULL,                   -- of the pack of this device that holds it
    record BLOB NOT NULL CHECK (length(record) = 16),
    kind   INTEGER NOT NULL,
    PRIMARY KEY (space, number, record)
) STRICT, WITHOUT ROWID;
