-- What the timetable did: one row for each job and slot, put in by whoever claims it.
CREATE TABLE job_run (
    job         TEXT COLLATE "C" NOT NULL,
    slot        TIMESTAMPTZ      NOT NULL,
    attempts    INTEGER          NOT NULL,
    server      TEXT COLLATE "C" NOT NULL,
    claimed_at  TIMESTAMPTZ      NOT NULL,
    lease_until TIMESTAMPTZ      NOT NULL,
    finished_at TIMESTAMPTZ,
    outcome     TEXT COLLATE "C" NOT NULL,
    details     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (job, slot)
);
CREATE INDEX job_run_unfinished ON job_run (job, slot) WHERE finished_at IS NULL;
