-- People, what they may do, their sessions and tokens.
CREATE TABLE account (
    id                   BLOB    NOT NULL PRIMARY KEY,
    email                TEXT    NOT NULL UNIQUE,
    name                 TEXT    NOT NULL,
    password_hash        TEXT    NOT NULL,
    must_change_password INTEGER NOT NULL,
    disabled_at          TEXT,
    created_at           TEXT    NOT NULL,
    version              INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account_grant (
    account      BLOB NOT NULL REFERENCES account (id),
    role         TEXT NOT NULL,
    organisation TEXT NOT NULL REFERENCES organisation (code),
    PRIMARY KEY (account, role, organisation)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_grant_by_organisation ON account_grant (organisation, role);

-- A session is found by the SHA-256 of its secret; the secret itself is only in the browser.
CREATE TABLE session (
    digest     TEXT NOT NULL PRIMARY KEY,
    account    BLOB NOT NULL REFERENCES account (id),
    created_at TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    address    TEXT NOT NULL,
    agent      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_account ON session (account);

CREATE TABLE token (
    id         BLOB NOT NULL PRIMARY KEY,
    digest     TEXT NOT NULL UNIQUE,
    account    BLOB NOT NULL REFERENCES account (id),
    label      TEXT NOT NULL,
    scope      TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX token_by_account ON token (account);

-- Failed sign-ins in a row, by account name and by address, for throttling; subjects are kept as SHA-256.
CREATE TABLE sign_in_failure (
    subject   TEXT    NOT NULL PRIMARY KEY,
    failures  INTEGER NOT NULL,
    failed_at TEXT    NOT NULL,
    free_at   TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_failure_by_age ON sign_in_failure (failed_at);
