-- Addresses of other programs that are told of every release. The secret that signs is sealed, bound to the webhook and its address,
-- and goes when the webhook is stopped.
CREATE TABLE webhook (
    id         BLOB NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,
    address    TEXT NOT NULL,
    secret_key TEXT,
    secret     BLOB,
    created_at TEXT NOT NULL,
    stopped_at TEXT,
    CHECK ((secret IS NULL) = (secret_key IS NULL))
) STRICT, WITHOUT ROWID;

-- One message to one of them about one release, or to try it, and what came of it.
CREATE TABLE webhook_message (
    id          BLOB    NOT NULL PRIMARY KEY,
    webhook     BLOB    NOT NULL REFERENCES webhook (id),
    snapshot    TEXT    REFERENCES snapshot (code),
    created_at  TEXT    NOT NULL,
    next_at     TEXT    NOT NULL,
    lease_until TEXT    NOT NULL,
    attempts    INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('waiting', 'delivered', 'given_up')),
    settled_at  TEXT,
    status      INTEGER,
    problem     TEXT,
    UNIQUE (webhook, snapshot)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_message_due ON webhook_message (state, next_at);
