-- The hashes of packs that are not here by themselves, as their authors signed them: in the pack after, or in an excerpt.
CREATE TABLE doc_vouched (
    space  INTEGER NOT NULL REFERENCES doc_space (n),
    author BLOB NOT NULL CHECK (length(author) = 16),
    number INTEGER NOT NULL,
    hash   BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (space, author, number)
) STRICT, WITHOUT ROWID;
