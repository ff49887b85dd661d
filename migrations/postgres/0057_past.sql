-- What was known at an earlier instant: since when bodies, rounds and editions in force stand as they do, and how they stood
-- before; how long an extension was to last that was ended early; and since when a report was being typed. What was there
-- before this migration is told as if it had always stood so.
ALTER TABLE organisation ADD COLUMN recorded_at TIMESTAMPTZ NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
ALTER TABLE organisation_event ADD COLUMN recorded_at TIMESTAMPTZ NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
ALTER TABLE round ADD COLUMN recorded_at TIMESTAMPTZ NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
ALTER TABLE scheme_in_force ADD COLUMN recorded_at TIMESTAMPTZ NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
UPDATE scheme_in_force
SET recorded_at = (
        SELECT scheme.imported_at
        FROM scheme
        WHERE scheme.code = scheme_in_force.scheme AND scheme.edition = scheme_in_force.edition
    );

CREATE TABLE organisation_past (
    code            TEXT COLLATE "C" NOT NULL,
    parent          TEXT COLLATE "C",
    kind            TEXT COLLATE "C" NOT NULL,
    name_th         TEXT COLLATE "C" NOT NULL,
    name_en         TEXT COLLATE "C" NOT NULL,
    abbreviation_th TEXT COLLATE "C" NOT NULL,
    abbreviation_en TEXT COLLATE "C" NOT NULL,
    province        TEXT COLLATE "C",
    valid_from      DATE,
    valid_to        DATE,
    duty            TEXT COLLATE "C" NOT NULL,
    source          TEXT COLLATE "C" NOT NULL,
    recorded_at     TIMESTAMPTZ NOT NULL,
    superseded_at   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (code, superseded_at)
);

CREATE TABLE round_past (
    code          TEXT COLLATE "C" NOT NULL,
    opens_at      TIMESTAMPTZ NOT NULL,
    due_at        TIMESTAMPTZ NOT NULL,
    closes_at     TIMESTAMPTZ NOT NULL,
    recorded_at   TIMESTAMPTZ NOT NULL,
    superseded_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (code, superseded_at)
);

CREATE TABLE scheme_in_force_past (
    plan          TEXT COLLATE "C" NOT NULL,
    scheme        TEXT COLLATE "C" NOT NULL,
    since         DATE NOT NULL,
    edition       INTEGER NOT NULL,
    population    TEXT COLLATE "C" NOT NULL,
    recorded_at   TIMESTAMPTZ NOT NULL,
    superseded_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (plan, scheme, since, superseded_at)
);

-- Until when an extension was granted, where it was ended before.
ALTER TABLE extension ADD COLUMN promised_until TIMESTAMPTZ;

-- Who moved a report first, and when that was recorded.
ALTER TABLE submission ADD COLUMN begun_by UUID;
ALTER TABLE submission ADD COLUMN begun_at TIMESTAMPTZ;
UPDATE submission
SET begun_by = step_by, begun_at = step_at
WHERE state = 'draft' AND revision = 0;
