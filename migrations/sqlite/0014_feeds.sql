-- Secret addresses under which calendar programs read an agency's deadlines; found by the SHA-256 of the secret.
CREATE TABLE feed (
    id           BLOB NOT NULL PRIMARY KEY,
    digest       TEXT NOT NULL UNIQUE,
    account      BLOB NOT NULL REFERENCES account (id),
    organisation TEXT NOT NULL REFERENCES organisation (code),
    created_at   TEXT NOT NULL,
    revoked_at   TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_by_account ON feed (account);
