-- What this relay is: its signing key and its epoch.
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- A space and how much of it is here. `top` is the last place ever given out: it never goes back, so a
-- cursor stays true when packs are deleted one day.
CREATE TABLE space (
    key INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    top INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Signed ledger entries as they came, from position 0.
CREATE TABLE entry (
    space INTEGER NOT NULL REFERENCES space (key),
    position INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (space, position)
) STRICT;

-- Sealed packs as they came, in the order of the relay's log.
CREATE TABLE pack (
    space INTEGER NOT NULL REFERENCES space (key),
    seq INTEGER NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 16),
    number INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    received INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (space, seq),
    UNIQUE (space, author, number)
) STRICT;
