-- The outbox: mail that carries a reminder, written in the transaction that decides on it and sent afterwards. Its
-- identifier is the reminder's, so that a second sending of the same mail can be recognised.
CREATE TABLE mail (
    id          UUID             NOT NULL PRIMARY KEY REFERENCES reminder (id),
    account     UUID             NOT NULL REFERENCES account (id),
    address     TEXT COLLATE "C" NOT NULL,
    quiet_from  TEXT COLLATE "C" NOT NULL,
    quiet_until TEXT COLLATE "C" NOT NULL,
    created_at  TIMESTAMPTZ      NOT NULL,
    expires_at  TIMESTAMPTZ      NOT NULL,
    next_at     TIMESTAMPTZ      NOT NULL,
    lease_until TIMESTAMPTZ      NOT NULL,
    attempts    INTEGER          NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    settled_at  TIMESTAMPTZ,
    answer      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX mail_waiting ON mail (next_at, id) WHERE state = 'waiting';
CREATE INDEX mail_by_state ON mail (state, created_at, id);
