-- Secret addresses under which calendar programs read an agency's deadlines; found by the SHA-256 of the secret.
CREATE TABLE feed (
    id           UUID             NOT NULL PRIMARY KEY,
    digest       TEXT COLLATE "C" NOT NULL UNIQUE,
    account      UUID             NOT NULL REFERENCES account (id),
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (code),
    created_at   TIMESTAMPTZ      NOT NULL,
    revoked_at   TIMESTAMPTZ
);
CREATE INDEX feed_by_account ON feed (account);
