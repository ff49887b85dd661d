-- People who get the national report by mail once it is published. They need no account.
CREATE TABLE subscriber (
    id         BLOB NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,
    address    TEXT NOT NULL,
    language   TEXT NOT NULL,
    created_at TEXT NOT NULL,
    stopped_at TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX subscriber_by_address ON subscriber (address) WHERE stopped_at IS NULL;

-- The report of which snapshot went to whom: once for each person and snapshot. The mail that brings it has the same identifier.
CREATE TABLE report_mail (
    id         BLOB NOT NULL UNIQUE,
    subscriber BLOB NOT NULL REFERENCES subscriber (id),
    snapshot   TEXT NOT NULL REFERENCES snapshot (code),
    told_at    TEXT NOT NULL,
    PRIMARY KEY (subscriber, snapshot)
) STRICT, WITHOUT ROWID;

-- The outbox brings reminders to accounts, and reports to subscribers, who have none. SQLite changes no column, so it is made anew.
CREATE TABLE mail_anew (
    id          BLOB    NOT NULL PRIMARY KEY,
    account     BLOB    REFERENCES account (id),
    address     TEXT    NOT NULL,
    quiet_from  TEXT    NOT NULL,
    quiet_until TEXT    NOT NULL,
    created_at  TEXT    NOT NULL,
    expires_at  TEXT    NOT NULL,
    next_at     TEXT    NOT NULL,
    lease_until TEXT    NOT NULL,
    attempts    INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    settled_at  TEXT,
    answer      TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO mail_anew
    (id, account, address, quiet_from, quiet_until, created_at, expires_at, next_at, lease_until, attempts, state,
     settled_at, answer)
SELECT id, account, address, quiet_from, quiet_until, created_at, expires_at, next_at, lease_until, attempts, state,
    settled_at, answer
FROM mail;
DROP TABLE mail;
ALTER TABLE mail_anew RENAME TO mail;
CREATE INDEX mail_waiting ON mail (next_at, id) WHERE state = 'waiting';
CREATE INDEX mail_by_state ON mail (state, created_at, id);
