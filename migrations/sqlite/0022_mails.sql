-- The outbox: mail that carries a reminder, written in the transaction that decides on it and sent afterwards. Its
-- identifier is the reminder's, so that a second sending of the same mail can be recognised.
CREATE TABLE mail (
    id          BLOB    NOT NULL PRIMARY KEY REFERENCES reminder (id),
    account     BLOB    NOT NULL REFERENCES account (id),
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
CREATE INDEX mail_waiting ON mail (next_at, id) WHERE state = 'waiting';
CREATE INDEX mail_by_state ON mail (state, created_at, id);
