-- Who is reminded when. The empty scope holds for every round without a policy of its own; the code of a round that is
-- only planned may stand there already. Without a row the built-in policy holds.
CREATE TABLE reminder_policy (
    scope    TEXT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL,
    set_at   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Slots that are done: each has one effect. They outlive a round that is taken out, so that nobody is told twice.
CREATE TABLE reminder_slot (
    round   TEXT    NOT NULL,
    slot_at TEXT    NOT NULL,
    days    INTEGER NOT NULL,
    done_at TEXT    NOT NULL,
    people  INTEGER NOT NULL,
    mails   INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    PRIMARY KEY (round, slot_at, days)
) STRICT, WITHOUT ROWID;

-- The ledger: one reminder for one person, one reason (the days from the due day) and one slot. `reports` is JSON and
-- names the first of them; the counts are of all.
CREATE TABLE reminder (
    round             TEXT    NOT NULL,
    slot_at           TEXT    NOT NULL,
    days              INTEGER NOT NULL,
    account           BLOB    NOT NULL REFERENCES account (id),
    id                BLOB    NOT NULL UNIQUE,
    told_at           TEXT    NOT NULL,
    not_started       INTEGER NOT NULL,
    draft             INTEGER NOT NULL,
    returned          INTEGER NOT NULL,
    awaiting_approval INTEGER NOT NULL,
    reports           TEXT    NOT NULL,
    dismissed_at      TEXT,
    PRIMARY KEY (round, slot_at, days, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_notices ON reminder (account, told_at) WHERE dismissed_at IS NULL;
