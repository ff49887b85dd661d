-- Which reports were moved since an instant, for what was known then. Steps are looked for by their own instants, since that of the
-- latest step says nothing of the others where the clocks of servers are apart.
CREATE INDEX submission_event_by_instant ON submission_event (at, round, agency);
