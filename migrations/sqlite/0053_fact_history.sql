-- Since when each sourced figure stands as it does, and how it stood before, so that what was known at an instant can be told.
-- What was there before this table is told as if it had always stood so.
ALTER TABLE fact ADD COLUMN recorded_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';

CREATE TABLE fact_past (
    indicator     TEXT NOT NULL,
    scope         TEXT NOT NULL,
    period_kind   TEXT NOT NULL,
    period        TEXT NOT NULL,
    organisation  TEXT,
    value         TEXT NOT NULL,
    unit          TEXT NOT NULL,
    name_th       TEXT NOT NULL,
    name_en       TEXT NOT NULL,
    source        TEXT NOT NULL,
    confidence    TEXT NOT NULL,
    recorded_at   TEXT NOT NULL,
    superseded_at TEXT NOT NULL,
    PRIMARY KEY (indicator, scope, period_kind, period, superseded_at)
) STRICT, WITHOUT ROWID;
