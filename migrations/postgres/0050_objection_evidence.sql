-- Files that prove an objection lie with those of its report, and came with one step of its thread.
ALTER TABLE evidence ADD COLUMN objection UUID REFERENCES objection (id);
ALTER TABLE evidence ADD COLUMN objection_step BIGINT;
CREATE INDEX evidence_by_objection ON evidence (objection, objection_step) WHERE objection IS NOT NULL;

-- The ledger of reminders speaks of reports or of objections: once for each person, subject, reason and slot.
ALTER TABLE reminder ADD COLUMN about TEXT COLLATE "C" NOT NULL DEFAULT 'reports';
ALTER TABLE reminder DROP CONSTRAINT reminder_pkey;
ALTER TABLE reminder ADD PRIMARY KEY (round, about, slot_at, days, account);
