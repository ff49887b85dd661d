-- What happened to bodies as it was told before it was told otherwise or withdrawn. What was corrected before this migration is told
-- as it stands.
CREATE TABLE organisation_event_past (
    organisation   TEXT NOT NULL,
    effective_on   TEXT NOT NULL,
    kind           TEXT NOT NULL,
    other          TEXT,
    name_before_th TEXT NOT NULL,
    name_before_en TEXT NOT NULL,
    note           TEXT NOT NULL,
    source         TEXT NOT NULL,
    recorded_at    TEXT NOT NULL,
    superseded_at  TEXT NOT NULL,
    PRIMARY KEY (organisation, effective_on, kind, superseded_at)
) STRICT, WITHOUT ROWID;
