-- What programs that ask with an idempotency key were answered, by token, so that asking again changes nothing. Without a status the
-- first asking is still under way.
CREATE TABLE idempotent_reply (
    token       BLOB NOT NULL REFERENCES token (id),
    name        TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    claimed_at  TEXT NOT NULL,
    status      INTEGER,
    media_type  TEXT NOT NULL,
    tag         TEXT NOT NULL,
    content     BLOB NOT NULL,
    PRIMARY KEY (token, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotent_reply_by_age ON idempotent_reply (claimed_at);
