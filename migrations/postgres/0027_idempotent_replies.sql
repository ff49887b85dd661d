-- What programs that ask with an idempotency key were answered, by token, so that asking again changes nothing. Without a status the
-- first asking is still under way.
CREATE TABLE idempotent_reply (
    token       UUID             NOT NULL REFERENCES token (id),
    name        TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL,
    claimed_at  TIMESTAMPTZ      NOT NULL,
    status      INTEGER,
    media_type  TEXT COLLATE "C" NOT NULL,
    tag         TEXT COLLATE "C" NOT NULL,
    content     BYTEA            NOT NULL,
    PRIMARY KEY (token, name)
);
CREATE INDEX idempotent_reply_by_age ON idempotent_reply (claimed_at);
