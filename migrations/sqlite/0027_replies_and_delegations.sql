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

-- Approvers who let somebody else sign for a time. It counts while it runs, was not revoked, and its giver still approves
-- there. Steps taken by it say on whose behalf.
CREATE TABLE delegation (
    id           BLOB NOT NULL PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisation (code),
    given_by     BLOB NOT NULL REFERENCES account (id),
    given_to     BLOB NOT NULL REFERENCES account (id),
    starts_at    TEXT NOT NULL,
    ends_at      TEXT NOT NULL,
    reason       TEXT NOT NULL,
    given_at     TEXT NOT NULL,
    revoked_at   TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX delegation_by_receiver ON delegation (given_to, ends_at);
CREATE INDEX delegation_by_giver ON delegation (given_by, ends_at);

ALTER TABLE submission_event ADD COLUMN on_behalf_of BLOB;
