-- What was known at an earlier instant: since when bodies, rounds and editions in force stand as they do, and how they stood
-- before; how long an extension was to last that was ended early; and since when a report was being typed. What was there
-- before this migration is told as if it had always stood so.
ALTER TABLE organisation ADD COLUMN recorded_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
ALTER TABLE organisation_event ADD COLUMN recorded_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
ALTER TABLE round ADD COLUMN recorded_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
ALTER TABLE scheme_in_force ADD COLUMN recorded_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
UPDATE scheme_in_force
SET recorded_at = (
        SELECT scheme.imported_at
        FROM scheme
        WHERE scheme.code = scheme_in_force.scheme AND scheme.edition = scheme_in_force.edition
    );

CREATE TABLE organisation_past (
    code            TEXT NOT NULL,
    parent          TEXT,
    kind            TEXT NOT NULL,
    name_th         TEXT NOT NULL,
    name_en         TEXT NOT NULL,
    abbreviation_th TEXT NOT NULL,
    abbreviation_en TEXT NOT NULL,
    province        TEXT,
    valid_from      TEXT,
    valid_to        TEXT,
    duty            TEXT NOT NULL,
    source          TEXT NOT NULL,
    recorded_at     TEXT NOT NULL,
    superseded_at   TEXT NOT NULL,
    PRIMARY KEY (code, superseded_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE round_past (
    code          TEXT NOT NULL,
    opens_at      TEXT NOT NULL,
    due_at        TEXT NOT NULL,
    closes_at     TEXT NOT NULL,
    recorded_at   TEXT NOT NULL,
    superseded_at TEXT NOT NULL,
    PRIMARY KEY (code, superseded_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE scheme_in_force_past (
    plan          TEXT NOT NULL,
    scheme        TEXT NOT NULL,
    since         TEXT NOT NULL,
    edition       INTEGER NOT NULL,
    population    TEXT NOT NULL,
    recorded_at   TEXT NOT NULL,
    superseded_at TEXT NOT NULL,
    PRIMARY KEY (plan, scheme, since, superseded_at)
) STRICT, WITHOUT ROWID;

-- Until when an extension was granted, where it was ended before.
ALTER TABLE extension ADD COLUMN promised_until TEXT;

-- Who moved a report first, and when that was recorded.
ALTER TABLE submission ADD COLUMN begun_by BLOB;
ALTER TABLE submission ADD COLUMN begun_at TEXT;
UPDATE submission
SET begun_by = step_by, begun_at = step_at
WHERE state = 'draft' AND revision = 0;
