-- The truth of a device. Everything here is kept, migrated with care, and synced or needed to sync.
-- Read models live in read_models.sql and can be dropped at any time.

CREATE TABLE doc_meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value ANY NOT NULL   -- bytes, text or a number, as its key says
) STRICT, WITHOUT ROWID;

-- A space this device is in. `high` and `low` are the relay cursor: every pack with seq in (low, high] is held.
CREATE TABLE doc_space (
    n           INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    kind        INTEGER NOT NULL,              -- 1 unit, 2 area
    high        INTEGER NOT NULL DEFAULT 0,
    low         INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE doc_space_key (
    space INTEGER NOT NULL REFERENCES doc_space (n),
    epoch INTEGER NOT NULL,
    key   BLOB NOT NULL CHECK (length(key) = 32),
    PRIMARY KEY (space, epoch)
) STRICT, WITHOUT ROWID;

-- The replica of each space's ledger, entry by entry as signed.
CREATE TABLE doc_ledger (
    space    INTEGER NOT NULL REFERENCES doc_space (n),
    position INTEGER NOT NULL,
    bytes    BLOB NOT NULL,
    PRIMARY KEY (space, position)
) STRICT, WITHOUT ROWID;

-- Ledger actions waiting for the relay. They are signed when they are sent, onto the head of that moment.
CREATE TABLE doc_intent (
    n      INTEGER PRIMARY KEY,
    space  INTEGER NOT NULL REFERENCES doc_space (n),
    bytes  BLOB NOT NULL
) STRICT;

-- A record: one Automerge document. `kind` is 0 until the change that created it has arrived.
CREATE TABLE doc_record (
    n     INTEGER PRIMARY KEY,
    id    BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    kind  INTEGER NOT NULL,
    space INTEGER NOT NULL REFERENCES doc_space (n)
) STRICT;

-- A sealed pack as its author signed it. `state`: 0 sealed, not acknowledged; 1 acknowledged by a signed receipt;
-- 2 received from the relay; 3 received but set aside (it could not be opened or did not verify).
CREATE TABLE doc_pack (
    n      INTEGER PRIMARY KEY,
    space  INTEGER NOT NULL REFERENCES doc_space (n),
    author BLOB NOT NULL CHECK (length(author) = 16),
    number INTEGER NOT NULL,
    hash   BLOB NOT NULL CHECK (length(hash) = 32),
    state  INTEGER NOT NULL,
    bytes  BLOB NOT NULL,
    UNIQUE (space, author, number, hash)
) STRICT;
CREATE INDEX doc_pack_unacknowledged ON doc_pack (space, number) WHERE state = 0;

-- The changes of records, raw as they came in. `pack` is NULL until the change is sealed.
CREATE TABLE doc_change (
    n      INTEGER PRIMARY KEY,
    record INTEGER NOT NULL REFERENCES doc_record (n),
    pack   INTEGER REFERENCES doc_pack (n),
    bytes  BLOB NOT NULL
) STRICT;
CREATE INDEX doc_change_record ON doc_change (record);
CREATE INDEX doc_change_unsealed ON doc_change (record) WHERE pack IS NULL;
CREATE INDEX doc_change_pack ON doc_change (pack);

-- What the relay signed that it made durable.
CREATE TABLE doc_receipt (
    n     INTEGER PRIMARY KEY,
    at    INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
