-- Accepted values, reported and verified side by side, and what is kept of them for dashboards.
CREATE TABLE value (
    round          TEXT    NOT NULL REFERENCES round (code),
    agency         TEXT    NOT NULL REFERENCES organisation (code),
    indicator      TEXT    NOT NULL,
    revision       INTEGER NOT NULL,
    applicability  TEXT    NOT NULL,
    reported_value TEXT,
    reported_base  TEXT,
    verified_value TEXT,
    verified_base  TEXT,
    figure         REAL,
    accepted_at    TEXT    NOT NULL,
    superseded_at  TEXT,
    PRIMARY KEY (round, agency, indicator, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX value_by_figure ON value (round, indicator, figure) WHERE superseded_at IS NULL AND figure IS NOT NULL;

CREATE TABLE rollup (
    round        TEXT    NOT NULL REFERENCES round (code),
    organisation TEXT    NOT NULL REFERENCES organisation (code),
    indicator    TEXT    NOT NULL,
    rule         TEXT    NOT NULL,
    part         TEXT    NOT NULL,
    whole        TEXT    NOT NULL,
    contributors INTEGER NOT NULL,
    PRIMARY KEY (round, organisation, indicator)
) STRICT, WITHOUT ROWID;

-- How many reports below a node are where on their way.
CREATE TABLE completeness (
    round        TEXT    NOT NULL REFERENCES round (code),
    organisation TEXT    NOT NULL REFERENCES organisation (code),
    expected     INTEGER NOT NULL,
    draft        INTEGER NOT NULL,
    returned     INTEGER NOT NULL,
    submitted    INTEGER NOT NULL,
    approved     INTEGER NOT NULL,
    accepted     INTEGER NOT NULL,
    handed_in    INTEGER NOT NULL,
    on_time      INTEGER NOT NULL,
    PRIMARY KEY (round, organisation)
) STRICT, WITHOUT ROWID;
