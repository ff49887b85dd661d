-- What happened to bodies as it was told before it was told otherwise or withdrawn. What was corrected before this migration is told
-- as it stands.
CREATE TABLE organisation_event_past (
    organisation   TEXT COLLATE "C" NOT NULL,
    effective_on   DATE NOT NULL,
    kind           TEXT COLLATE "C" NOT NULL,
    other          TEXT COLLATE "C",
    name_before_th TEXT COLLATE "C" NOT NULL,
    name_before_en TEXT COLLATE "C" NOT NULL,
    note           TEXT COLLATE "C" NOT NULL,
    source         TEXT COLLATE "C" NOT NULL,
    recorded_at    TIMESTAMPTZ NOT NULL,
    superseded_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (organisation, effective_on, kind, superseded_at)
);
