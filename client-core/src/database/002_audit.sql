-- Consultation logs: this device's own, and everybody's on the devices of those who may read them.
-- No index besides the key: a line is written at every look at a record, and an auditor's question may take a second.

CREATE TABLE doc_audit_line (
    device  BLOB NOT NULL CHECK (length(device) = 16),
    number  INTEGER NOT NULL,
    hash    BLOB NOT NULL CHECK (length(hash) = 32),   -- over the line and the hash of the one before
    at      INTEGER NOT NULL,                          -- Unix milliseconds, whole seconds
    act     INTEGER NOT NULL,
    kind    INTEGER NOT NULL,                          -- of the record; 0 where there is none
    subject BLOB,                                      -- the record, or the device that the act was about
    count   INTEGER NOT NULL,
    words   TEXT NOT NULL,
    why     TEXT NOT NULL,
    PRIMARY KEY (device, number, hash)                 -- a log that was rolled back has two lines of one number
) STRICT, WITHOUT ROWID;

-- The newest unlock code of each device, sealed to those who may hand it out.
CREATE TABLE doc_unlock_deposit (
    device BLOB NOT NULL PRIMARY KEY CHECK (length(device) = 16),
    serial INTEGER NOT NULL,                           -- the device's count of them
    bytes  BLOB NOT NULL
) STRICT, WITHOUT ROWID;
