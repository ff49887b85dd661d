-- What is usual among bodies of one kind in a round, kept so that a form compares with one row for each indicator; and
-- why a value that looked wrong is right, which travels with the value.
CREATE TABLE usual (
    round     TEXT    NOT NULL REFERENCES round (code),
    kind      TEXT    NOT NULL,
    indicator TEXT    NOT NULL,
    median    TEXT    NOT NULL,
    spread    TEXT    NOT NULL,
    figures   INTEGER NOT NULL,
    PRIMARY KEY (round, kind, indicator)
) STRICT, WITHOUT ROWID;

ALTER TABLE value ADD COLUMN explanation TEXT;
UPDATE value
SET explanation = (
        SELECT told.explanation
        FROM submitted_entry AS told
        WHERE told.round = value.round AND told.agency = value.agency
            AND told.revision = value.revision AND told.indicator = value.indicator AND told.explanation <> ''
    );

-- What stands behind each value: derived when it is accepted, and kept for those who look for it.
ALTER TABLE value ADD COLUMN trust TEXT NOT NULL DEFAULT 'self_reported';
UPDATE value
SET trust = 'evidence_verified'
WHERE verified_value IS NOT NULL;
UPDATE value
SET trust = 'evidence_attached'
WHERE verified_value IS NULL AND EXISTS (
    SELECT 1
    FROM evidence
    WHERE evidence.round = value.round AND evidence.agency = value.agency
        AND evidence.indicator = value.indicator AND evidence.removed_at IS NULL
);
CREATE INDEX value_by_trust ON value (round, indicator, trust) WHERE superseded_at IS NULL AND figure IS NOT NULL;
