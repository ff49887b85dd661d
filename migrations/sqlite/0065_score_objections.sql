-- Objections to scores: the scheme, the edition that made the score, and the published score that was objected to (none where
-- there was none); `value` is what the agency says it is, and `indicator` is empty. `corrected` says, once one was upheld,
-- which values were verified anew, as JSON: empty where its edition is at fault, and of objections to values.
ALTER TABLE objection ADD COLUMN scheme TEXT;
ALTER TABLE objection ADD COLUMN edition INTEGER;
ALTER TABLE objection ADD COLUMN stood TEXT;
ALTER TABLE objection ADD COLUMN corrected TEXT NOT NULL DEFAULT '';
DROP INDEX objection_open_once;
CREATE UNIQUE INDEX objection_open_once ON objection (round, agency, indicator, COALESCE(scheme, ''))
WHERE state = 'open';
CREATE INDEX objection_by_score ON objection (round, scheme, agency) WHERE scheme IS NOT NULL;
