-- Since when each sourced figure stands as it does, and how it stood before, so that what was known at an instant can be told.
-- What was there before this table is told as if it had always stood so.
ALTER TABLE fact ADD COLUMN recorded_at TIMESTAMPTZ NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';

CREATE TABLE fact_past (
    indicator     TEXT COLLATE "C" NOT NULL,
    scope         TEXT COLLATE "C" NOT NULL,
    period_kind   TEXT COLLATE "C" NOT NULL,
    period        TEXT COLLATE "C" NOT NULL,
    organisation  TEXT COLLATE "C",
    value         TEXT COLLATE "C" NOT NULL,
    unit          TEXT COLLATE "C" NOT NULL,
    name_th       TEXT COLLATE "C" NOT NULL,
    name_en       TEXT COLLATE "C" NOT NULL,
    source        TEXT COLLATE "C" NOT NULL,
    confidence    TEXT COLLATE "C" NOT NULL,
    recorded_at   TIMESTAMPTZ      NOT NULL,
    superseded_at TIMESTAMPTZ      NOT NULL,
    PRIMARY KEY (indicator, scope, period_kind, period, superseded_at)
);
