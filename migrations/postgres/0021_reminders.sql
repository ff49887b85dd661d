-- Who is reminded when. The empty scope holds for every round without a policy of its own; the code of a round that is
-- only planned may stand there already. Without a row the built-in policy holds.
CREATE TABLE reminder_policy (
    scope    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    document TEXT COLLATE "C" NOT NULL,
    set_at   TIMESTAMPTZ      NOT NULL
);

-- Slots that are done: each has one effect. They outlive a round that is taken out, so that nobody is told twice.
CREATE TABLE reminder_slot (
    round   TEXT COLLATE "C" NOT NULL,
    slot_at TIMESTAMPTZ      NOT NULL,
    days    INTEGER          NOT NULL,
    done_at TIMESTAMPTZ      NOT NULL,
    people  BIGINT           NOT NULL,
    mails   BIGINT           NOT NULL,
    reports BIGINT           NOT NULL,
    PRIMARY KEY (round, slot_at, days)
);

-- The ledger: one reminder for one person, one reason (the days from the due day) and one slot. `reports` is JSON and
-- names the first of them; the counts are of all.
CREATE TABLE reminder (
    round             TEXT COLLATE "C" NOT NULL,
    slot_at           TIMESTAMPTZ      NOT NULL,
    days              INTEGER          NOT NULL,
    account           UUID             NOT NULL REFERENCES account (id),
    id                UUID             NOT NULL UNIQUE,
    told_at           TIMESTAMPTZ      NOT NULL,
    not_started       BIGINT           NOT NULL,
    draft             BIGINT           NOT NULL,
    returned          BIGINT           NOT NULL,
    awaiting_approval BIGINT           NOT NULL,
    reports           TEXT COLLATE "C" NOT NULL,
    dismissed_at      TIMESTAMPTZ,
    PRIMARY KEY (round, slot_at, days, account)
);
CREATE INDEX reminder_notices ON reminder (account, told_at) WHERE dismissed_at IS NULL;
