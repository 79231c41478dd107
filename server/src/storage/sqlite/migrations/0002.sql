-- How many entries a ledger has, so that a missing last one shows; and how many places are nobody's any more.
ALTER TABLE space ADD COLUMN length INTEGER NOT NULL DEFAULT 0;
ALTER TABLE space ADD COLUMN freed INTEGER NOT NULL DEFAULT 0;
UPDATE space SET length = (SELECT COUNT(*) FROM entry WHERE entry.space = space.key);

-- Every pack that an author ever brought: where it stood when it came, and its hash, by which it is known again
-- when its own bytes are gone. `size` is what it took.
CREATE TABLE original (
    space INTEGER NOT NULL REFERENCES space (key),
    author BLOB NOT NULL CHECK (length(author) = 16),
    number INTEGER NOT NULL,
    place INTEGER NOT NULL,
    size INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (space, author, number)
) STRICT, WITHOUT ROWID;

INSERT INTO original (space, author, number, place, size, hash)
SELECT space, author, number, seq, length(bytes), hash FROM pack;

-- The rows of a space's log. A pack as it came fills one place. A derived pack (number 0) has the place of the
-- newest row that it took the place of, and fills all from `first` on; `covers` names the packs that it stands for,
-- `originals` counts them, `digest` is over what `original` says of them. A derived pack of packs that were never here
-- is adopted: `originals` is 0. The bytes come last, so that all else is read without them.
CREATE TABLE standing (
    space INTEGER NOT NULL REFERENCES space (key),
    seq INTEGER NOT NULL,
    first INTEGER NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 16),
    number INTEGER NOT NULL,
    originals INTEGER NOT NULL,
    covers BLOB,
    digest BLOB,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    received INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (space, seq)
) STRICT;

INSERT INTO standing (space, seq, first, author, number, originals, hash, received, bytes)
SELECT space, seq, seq, author, number, 1, hash, received, bytes FROM pack ORDER BY space, seq;

DROP TABLE pack;
ALTER TABLE standing RENAME TO pack;

CREATE INDEX pack_adopted ON pack (space) WHERE originals = 0;

-- Rows in whose place the derived pack of hash `under` stands. They are kept until an instant, in case that it is bad.
CREATE TABLE grace (
    space INTEGER NOT NULL REFERENCES space (key),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    under BLOB NOT NULL CHECK (length(under) = 32),
    until INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    first INTEGER NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 16),
    number INTEGER NOT NULL,
    originals INTEGER NOT NULL,
    covers BLOB,
    digest BLOB,
    received INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (space, hash)
) STRICT;

CREATE INDEX grace_seq ON grace (space, seq);
CREATE INDEX grace_under ON grace (space, under);
CREATE INDEX grace_until ON grace (until);
