-- People, what they may do, their sessions and tokens.
CREATE TABLE account (
    id                   UUID             NOT NULL PRIMARY KEY,
    email                TEXT COLLATE "C" NOT NULL UNIQUE,
    name                 TEXT COLLATE "C" NOT NULL,
    password_hash        TEXT COLLATE "C" NOT NULL,
    must_change_password BOOLEAN          NOT NULL,
    disabled_at          TIMESTAMPTZ,
    created_at           TIMESTAMPTZ      NOT NULL,
    version              BIGINT           NOT NULL
);

CREATE TABLE account_grant (
    account      UUID             NOT NULL REFERENCES account (id),
    role         TEXT COLLATE "C" NOT NULL,
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (code),
    PRIMARY KEY (account, role, organisation)
);
CREATE INDEX account_grant_by_organisation ON account_grant (organisation, role);

-- A session is found by the SHA-256 of its secret; the secret itself is only in the browser.
CREATE TABLE session (
    digest     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account    UUID             NOT NULL REFERENCES account (id),
    created_at TIMESTAMPTZ      NOT NULL,
    seen_at    TIMESTAMPTZ      NOT NULL,
    address    TEXT COLLATE "C" NOT NULL,
    agent      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX session_by_account ON session (account);

CREATE TABLE token (
    id         UUID             NOT NULL PRIMARY KEY,
    digest     TEXT COLLATE "C" NOT NULL UNIQUE,
    account    UUID             NOT NULL REFERENCES account (id),
    label      TEXT COLLATE "C" NOT NULL,
    scope      TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMPTZ      NOT NULL,
    expires_at TIMESTAMPTZ      NOT NULL,
    revoked_at TIMESTAMPTZ
);
CREATE INDEX token_by_account ON token (account);

-- Failed sign-ins in a row, by account name and by address, for throttling; subjects are kept as SHA-256.
CREATE TABLE sign_in_failure (
    subject   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    failures  BIGINT           NOT NULL,
    failed_at TIMESTAMPTZ      NOT NULL,
    free_at   TIMESTAMPTZ      NOT NULL
);
CREATE INDEX sign_in_failure_by_age ON sign_in_failure (failed_at);
