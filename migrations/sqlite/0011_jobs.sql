-- What the timetable did: one row for each job and slot, put in by whoever claims it.
CREATE TABLE job_run (
    job         TEXT    NOT NULL,
    slot        TEXT    NOT NULL,
    attempts    INTEGER NOT NULL,
    server      TEXT    NOT NULL,
    claimed_at  TEXT    NOT NULL,
    lease_until TEXT    NOT NULL,
    finished_at TEXT,
    outcome     TEXT    NOT NULL,
    details     TEXT    NOT NULL,
    PRIMARY KEY (job, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_run_unfinished ON job_run (job, slot) WHERE finished_at IS NULL;
