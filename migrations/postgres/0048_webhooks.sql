-- Addresses of other programs that are told of every release. The secret that signs is sealed, bound to the webhook and its address,
-- and goes when the webhook is stopped.
CREATE TABLE webhook (
    id         UUID             NOT NULL PRIMARY KEY,
    name       TEXT COLLATE "C" NOT NULL,
    address    TEXT COLLATE "C" NOT NULL,
    secret_key TEXT COLLATE "C",
    secret     BYTEA,
    created_at TIMESTAMPTZ      NOT NULL,
    stopped_at TIMESTAMPTZ,
    CHECK ((secret IS NULL) = (secret_key IS NULL))
);

-- One message to one of them about one release, or to try it, and what came of it.
CREATE TABLE webhook_message (
    id          UUID             NOT NULL PRIMARY KEY,
    webhook     UUID             NOT NULL REFERENCES webhook (id),
    snapshot    TEXT COLLATE "C" REFERENCES snapshot (code),
    created_at  TIMESTAMPTZ      NOT NULL,
    next_at     TIMESTAMPTZ      NOT NULL,
    lease_until TIMESTAMPTZ      NOT NULL,
    attempts    INTEGER          NOT NULL,
    state       TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'delivered', 'given_up')),
    settled_at  TIMESTAMPTZ,
    status      INTEGER,
    problem     TEXT COLLATE "C",
    UNIQUE (webhook, snapshot)
);
CREATE INDEX webhook_message_due ON webhook_message (state, next_at);
