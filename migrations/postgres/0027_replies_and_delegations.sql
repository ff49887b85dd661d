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

-- Approvers who let somebody else sign for a time. It counts while it runs, was not revoked, and its giver still approves
-- there. Steps taken by it say on whose behalf.
CREATE TABLE delegation (
    id           UUID             NOT NULL PRIMARY KEY,
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (code),
    given_by     UUID             NOT NULL REFERENCES account (id),
    given_to     UUID             NOT NULL REFERENCES account (id),
    starts_at    TIMESTAMPTZ      NOT NULL,
    ends_at      TIMESTAMPTZ      NOT NULL,
    reason       TEXT COLLATE "C" NOT NULL,
    given_at     TIMESTAMPTZ      NOT NULL,
    revoked_at   TIMESTAMPTZ
);
CREATE INDEX delegation_by_receiver ON delegation (given_to, ends_at);
CREATE INDEX delegation_by_giver ON delegation (given_by, ends_at);

ALTER TABLE submission_event ADD COLUMN on_behalf_of UUID;
