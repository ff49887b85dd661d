-- Files that prove an objection lie with those of its report, and came with one step of its thread.
ALTER TABLE evidence ADD COLUMN objection BLOB REFERENCES objection (id);
ALTER TABLE evidence ADD COLUMN objection_step INTEGER;
CREATE INDEX evidence_by_objection ON evidence (objection, objection_step) WHERE objection IS NOT NULL;

-- The ledger of reminders speaks of reports or of objections: once for each person, subject, reason and slot. SQLite
-- changes no key, so the table and the outbox that names it are made anew.
CREATE TABLE reminder_anew (
    round             TEXT    NOT NULL,
    about             TEXT    NOT NULL DEFAULT 'reports',
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
    PRIMARY KEY (round, about, slot_at, days, account)
) STRICT, WITHOUT ROWID;
INSERT INTO reminder_anew
    (round, slot_at, days, account, id, told_at, not_started, draft, returned, awaiting_approval, reports, dismissed_at)
SELECT round, slot_at, days, account, id, told_at, not_started, draft, returned, awaiting_approval, reports, dismissed_at
FROM reminder;
CREATE TABLE mail_anew (
    id          BLOB    NOT NULL PRIMARY KEY REFERENCES reminder_anew (id),
    account     BLOB    NOT NULL REFERENCES account (id),
    address     TEXT    NOT NULL,
    quiet_from  TEXT    NOT NULL,
    quiet_until TEXT    NOT NULL,
    created_at  TEXT    NOT NULL,
    expires_at  TEXT    NOT NULL,
    next_at     TEXT    NOT NULL,
    lease_until TEXT    NOT NULL,
    attempts    INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    settled_at  TEXT,
    answer      TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO mail_anew
    (id, account, address, quiet_from, quiet_until, created_at, expires_at, next_at, lease_until, attempts, state,
     settled_at, answer)
SELECT id, account, address, quiet_from, quiet_until, created_at, expires_at, next_at, lease_until, attempts, state,
    settled_at, answer
FROM mail;
DROP TABLE mail;
DROP TABLE reminder;
ALTER TABLE reminder_anew RENAME TO reminder;
ALTER TABLE mail_anew RENAME TO mail;
CREATE INDEX reminder_notices ON reminder (account, told_at) WHERE dismissed_at IS NULL;
CREATE INDEX mail_waiting ON mail (next_at, id) WHERE state = 'waiting';
CREATE INDEX mail_by_state ON mail (state, created_at, id);
