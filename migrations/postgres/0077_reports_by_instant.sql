-- Whether anything was done with the reports of a round since an instant is asked at each look at what was known then, round by
-- round, as is what was done: the latest step and the latest beginning of each are at the end of an index.
DROP INDEX submission_event_by_instant;
CREATE INDEX submission_event_by_instant ON submission_event (round, at, agency);
CREATE INDEX submission_by_beginning ON submission (round, begun_at, agency) WHERE begun_at IS NOT NULL;
