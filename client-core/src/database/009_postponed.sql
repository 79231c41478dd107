-- Conflicts that this device's list leaves out for a while, as they were when they were postponed.
CREATE TABLE doc_postponed (
    record INTEGER NOT NULL REFERENCES doc_record (n) ON DELETE CASCADE,
    key    TEXT NOT NULL,                      -- the field, or an item of its list
    newest INTEGER NOT NULL,                   -- when the newest value was written, Unix milliseconds
    number INTEGER NOT NULL,                   -- of values
    until  INTEGER NOT NULL,                   -- Unix milliseconds
    PRIMARY KEY (record, key)
) STRICT, WITHOUT ROWID;
