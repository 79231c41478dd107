-- What was noticed of others' lies and of damage; why a pack was set aside (004) is taken over. A suspicion that came right is
-- closed and stays.
ALTER TABLE doc_suspicion RENAME TO doc_suspicion_004;
CREATE TABLE doc_suspicion (
    n         INTEGER PRIMARY KEY,
    space     INTEGER NOT NULL REFERENCES doc_space (n),
    reason    TEXT NOT NULL,
    author    BLOB NOT NULL CHECK (length(author) = 16),   -- whose pack or entry it is about; zeros where nobody knows
    number    INTEGER NOT NULL,                            -- of the pack, or the place of the entry
    last      INTEGER NOT NULL,                            -- of the last pack, where it is about several
    hash      BLOB NOT NULL CHECK (length(hash) = 32),     -- of what is suspected; zeros where that says nothing
    pack      INTEGER REFERENCES doc_pack (n) ON DELETE SET NULL,
    evidence  BLOB,                                        -- a signed entry that contradicts those of the ledger
    at        INTEGER NOT NULL,
    healed_at INTEGER,
    UNIQUE (space, reason, author, number, hash)
) STRICT;
INSERT INTO doc_suspicion (space, reason, author, number, last, hash, pack, at)
    SELECT p.space, s.reason, p.author, p.number, p.number, p.hash, p.n, s.at
    FROM doc_suspicion_004 s JOIN doc_pack p ON p.n = s.pack;
DROP TABLE doc_suspicion_004;
CREATE INDEX doc_suspicion_pack ON doc_suspicion (pack);
CREATE INDEX doc_suspicion_open ON doc_suspicion (space) WHERE healed_at IS NULL;
