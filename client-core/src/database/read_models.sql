-- Views of the truth, written in the transaction that changes it, and dropped and rebuilt at will.

CREATE TABLE rm_record (
    n             INTEGER PRIMARY KEY,         -- doc_record.n, which has the id: a second index of random ids would cost more than a join
    kind          INTEGER NOT NULL,
    space         INTEGER NOT NULL,            -- doc_record.space: an area's records are those of its space
    parent        BLOB,                        -- household, establishment, group or visit that it belongs to
    officer       BLOB,
    at            INTEGER,                     -- Unix milliseconds; the kind's natural time
    due           TEXT,                        -- RFC 3339 date
    code          TEXT,
    code_folded   TEXT,
    title         TEXT NOT NULL,
    title_folded  TEXT,                        -- of registers only, which are sorted and looked up by name
    subtitle      TEXT,
    status        TEXT,
    waits_since   INTEGER,                     -- Unix milliseconds; of visits that wait for their review or their correction
    ended_at      INTEGER,                     -- Unix milliseconds; of follow-ups that are done or dropped
    lat           REAL,                        -- degrees
    lon           REAL,
    needs         INTEGER                      -- heard on a visit; NULL for none
) STRICT;
-- Read backwards these give the newest first; each entry ends with its row's number. The shorter they are, the more rarely a visit
-- has to divide a page of them, which writes three more.
CREATE INDEX rm_record_kind ON rm_record (kind, at);
CREATE INDEX rm_record_space ON rm_record (kind, space, at);
CREATE INDEX rm_record_parent ON rm_record (kind, parent, at) WHERE parent IS NOT NULL;
CREATE INDEX rm_record_officer ON rm_record (kind, officer, at) WHERE officer IS NOT NULL;
CREATE INDEX rm_record_waits ON rm_record (kind, status, waits_since, n, space, officer, at) WHERE waits_since IS NOT NULL;
CREATE INDEX rm_record_todo ON rm_record (kind, due, n, space, officer, status)
    WHERE kind = 9 AND status IN ('open', 'in_progress', 'referred');
CREATE INDEX rm_record_code ON rm_record (kind, code_folded) WHERE code_folded IS NOT NULL;
CREATE INDEX rm_record_title ON rm_record (kind, title_folded) WHERE title_folded IS NOT NULL;
-- How long ago each household was visited, and what it is owed. It follows from the rows of its visits and follow-ups, and of those
-- of records that follow it. No index has a visit in it, so that a visit writes one page here.
CREATE TABLE rm_coverage (
    record     INTEGER PRIMARY KEY,            -- doc_record.n
    space      INTEGER NOT NULL,               -- rm_record.space
    code       TEXT NOT NULL,
    own        INTEGER NOT NULL,               -- standing needs that its own record names
    standing   INTEGER NOT NULL,               -- standing needs, with those that linked records name
    last_visit INTEGER,                        -- Unix milliseconds
    next_due   TEXT,                           -- RFC 3339 date: the next visit, as the last one says
    open       INTEGER NOT NULL,               -- follow-ups of it and of its visits that are not closed
    first_due  TEXT                            -- RFC 3339 date: of those the first
) STRICT;
CREATE INDEX rm_coverage_space ON rm_coverage (space);

-- Records that have moved from one area to another, and what belongs to them and goes along. One whose area is not on this
-- device has no row in rm_record: it is listed nowhere.
CREATE TABLE rm_moved (
    record INTEGER PRIMARY KEY,                -- doc_record.n
    root   INTEGER NOT NULL,                   -- doc_record.n of the one that moved: itself, or the household of a visit
    parent BLOB,                               -- what it belongs to
    area   BLOB NOT NULL,                      -- where the root is now
    home   INTEGER                             -- the space of that area; NULL where it is not on this device
) STRICT;
CREATE INDEX rm_moved_parent ON rm_moved (parent) WHERE parent IS NOT NULL;

-- The areas in which a root has been.
CREATE TABLE rm_lived (
    record INTEGER NOT NULL,                   -- doc_record.n
    area   BLOB NOT NULL,
    PRIMARY KEY (record, area)
) STRICT, WITHOUT ROWID;

-- Households whose processing is restricted, with their visits and follow-ups: they have no row in rm_record.
CREATE TABLE rm_restricted (
    record      INTEGER PRIMARY KEY,           -- doc_record.n
    id          BLOB NOT NULL,
    kind        INTEGER NOT NULL,
    parent      BLOB,                          -- what it belongs to
    code_folded TEXT,
    title       TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX rm_restricted_id ON rm_restricted (id);
CREATE INDEX rm_restricted_parent ON rm_restricted (parent) WHERE parent IS NOT NULL;

CREATE TABLE rm_conflict (
    record INTEGER NOT NULL,                   -- doc_record.n
    key    TEXT NOT NULL,                      -- the field, or an item of its list
    field  TEXT NOT NULL,
    rank   INTEGER NOT NULL,                   -- 0 is the value shown until a person chooses
    value  TEXT NOT NULL,                      -- JSON
    sensitive INTEGER NOT NULL,                -- 1: shown only with a stated reason
    device BLOB NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (record, key, rank)
) STRICT, WITHOUT ROWID;

-- How long visits waited for their review and their correction, once they had it.
CREATE TABLE rm_review (
    record  INTEGER NOT NULL,                  -- doc_record.n
    number  INTEGER NOT NULL,
    measure INTEGER NOT NULL,                  -- records::Measure
    until   INTEGER NOT NULL,                  -- when the waiting ended, Unix milliseconds
    millis  INTEGER NOT NULL,
    PRIMARY KEY (record, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX rm_review_until ON rm_review (until, measure, record, millis);

-- Folded text (no diacritics), so that `nguyen thi hoa` finds `Nguyễn Thị Hoà`. Searches ask which words occur where,
-- never in which order or how often: no positions and no lengths are kept. The hash is written out at 4 MB.
CREATE VIRTUAL TABLE rm_search USING fts5 (title, body, tokenize = 'unicode61 remove_diacritics 0', detail = column, columnsize = 0);
INSERT INTO rm_search (rm_search, rank) VALUES ('secure-delete', 1);
INSERT INTO rm_search (rm_search, rank) VALUES ('hashsize', 4194304);
-- Merging of segments by the way would let one visit in 64 wait for a hundred pages. It is done after bulk work; meanwhile
-- sixteen small segments are merged when they have come together, which is soon done.
INSERT INTO rm_search (rm_search, rank) VALUES ('automerge', 0);

-- Folded texts of records that were written one by one, until the index takes them over; `number` is its rowid.
CREATE TABLE rm_fresh (
    number INTEGER PRIMARY KEY,
    title  TEXT NOT NULL,
    body   TEXT NOT NULL
) STRICT;

-- What the register of groups counts.
CREATE TABLE rm_group (
    record      INTEGER PRIMARY KEY,           -- doc_record.n
    model       TEXT NOT NULL,                 -- as written: the code or name of a model
    merged_into BLOB,
    members     BLOB NOT NULL                  -- ids of households, 16 bytes each
) STRICT;
CREATE INDEX rm_group_merged ON rm_group (merged_into) WHERE merged_into IS NOT NULL;

-- The years for which establishments registered for the safety standard.
CREATE TABLE rm_recognition (
    record     INTEGER NOT NULL,               -- doc_record.n
    year       INTEGER NOT NULL,
    recognised INTEGER NOT NULL,               -- 1: it was recognised as well
    PRIMARY KEY (record, year)
) STRICT, WITHOUT ROWID;
CREATE INDEX rm_recognition_year ON rm_recognition (year, record);

-- Copies of materials: printed, or handed out.
CREATE TABLE rm_copies (
    record INTEGER PRIMARY KEY,                -- doc_record.n
    copies INTEGER NOT NULL
) STRICT;

-- What of households, establishments and groups is compared to find those that are there twice, as it was written.
CREATE TABLE rm_profile (
    record  INTEGER PRIMARY KEY,               -- doc_record.n
    kind    INTEGER NOT NULL,
    space   INTEGER NOT NULL,                  -- doc_record.space
    name    TEXT NOT NULL,
    person  TEXT NOT NULL,                     -- owner or leader
    address TEXT NOT NULL,
    phone   TEXT NOT NULL,
    class   TEXT NOT NULL,                     -- an establishment's kind, a group's model
    lat     INTEGER,                           -- millionths of a degree
    lon     INTEGER,
    members BLOB NOT NULL                      -- ids of households, 16 bytes each
) STRICT;

-- Records of the same share at least one key (crates/likeness). A record's keys follow from its profile, so none is looked up
-- by its record.
CREATE TABLE rm_likeness (
    key    INTEGER NOT NULL,
    record INTEGER NOT NULL,                   -- doc_record.n
    PRIMARY KEY (key, record)
) STRICT, WITHOUT ROWID;

-- Households, establishments and groups that name another one as leading. Few do.
CREATE TABLE rm_link (
    record INTEGER PRIMARY KEY,                -- doc_record.n
    target BLOB NOT NULL                       -- the id that it names, which need not be here
) STRICT;
CREATE INDEX rm_link_target ON rm_link (target);

-- Those of them that follow one which is listed here, with the one that leads in the end.
CREATE TABLE rm_follower (
    record INTEGER PRIMARY KEY,                -- doc_record.n
    leader INTEGER NOT NULL                    -- doc_record.n
) STRICT;
CREATE INDEX rm_follower_leader ON rm_follower (leader);

-- Pairs of records of which somebody said that they are not the same.
CREATE TABLE rm_unlike (
    record INTEGER NOT NULL,                   -- doc_record.n of the one that says so
    other  BLOB NOT NULL,                      -- the other's id
    PRIMARY KEY (record, other)
) STRICT, WITHOUT ROWID;
