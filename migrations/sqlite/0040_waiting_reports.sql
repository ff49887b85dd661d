-- What waits for somebody is found by its state, in whatever round it is.
CREATE INDEX submission_by_waiting ON submission (state, submitted_at, round, agency);
