-- Liaisons to which this device was invited, until their ledgers list it as a member.
CREATE TABLE doc_liaison_invite (
    space  INTEGER PRIMARY KEY REFERENCES doc_space (n),
    secret BLOB NOT NULL CHECK (length(secret) = 16),
    name   TEXT NOT NULL                           -- of the unit that invited
) STRICT;
