-- People who get the national report by mail once it is published. They need no account.
CREATE TABLE subscriber (
    id         UUID             NOT NULL PRIMARY KEY,
    name       TEXT COLLATE "C" NOT NULL,
    address    TEXT COLLATE "C" NOT NULL,
    language   TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMPTZ      NOT NULL,
    stopped_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX subscriber_by_address ON subscriber (address) WHERE stopped_at IS NULL;

-- The report of which snapshot went to whom: once for each person and snapshot. The mail that brings it has the same identifier.
CREATE TABLE report_mail (
    id         UUID             NOT NULL UNIQUE,
    subscriber UUID             NOT NULL REFERENCES subscriber (id),
    snapshot   TEXT COLLATE "C" NOT NULL REFERENCES snapshot (code),
    told_at    TIMESTAMPTZ      NOT NULL,
    PRIMARY KEY (subscriber, snapshot)
);

-- The outbox brings reminders to accounts, and reports to subscribers, who have none.
ALTER TABLE mail DROP CONSTRAINT mail_id_fkey;
ALTER TABLE mail ALTER COLUMN account DROP NOT NULL;
