-- Links by which somebody lets others read a page; found by the SHA-256 of the link's secret, which is kept nowhere. The seal is
-- made with that secret over everything the link says, so that a row that was changed counts no more.
CREATE TABLE share (
    id           UUID             NOT NULL PRIMARY KEY,
    digest       TEXT COLLATE "C" NOT NULL UNIQUE,
    seal         TEXT COLLATE "C" NOT NULL,
    account      UUID             NOT NULL REFERENCES account (id),
    page         TEXT COLLATE "C" NOT NULL,
    created_at   TIMESTAMPTZ      NOT NULL,
    expires_at   TIMESTAMPTZ      NOT NULL,
    last_used_at TIMESTAMPTZ,
    revoked_at   TIMESTAMPTZ
);
CREATE INDEX share_by_account ON share (account);
