-- Links by which somebody lets others read a page; found by the SHA-256 of the link's secret, which is kept nowhere. The seal is
-- made with that secret over everything the link says, so that a row that was changed counts no more.
CREATE TABLE share (
    id           BLOB NOT NULL PRIMARY KEY,
    digest       TEXT NOT NULL UNIQUE,
    seal         TEXT NOT NULL,
    account      BLOB NOT NULL REFERENCES account (id),
    page         TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    expires_at   TEXT NOT NULL,
    last_used_at TEXT,
    revoked_at   TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX share_by_account ON share (account);
