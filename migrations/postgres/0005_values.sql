-- Accepted values, reported and verified side by side, and what is kept of them for dashboards.
CREATE TABLE value (
    round          TEXT COLLATE "C" NOT NULL REFERENCES round (code),
    agency         TEXT COLLATE "C" NOT NULL REFERENCES organisation (code),
    indicator      TEXT COLLATE "C" NOT NULL,
    revision       INTEGER          NOT NULL,
    applicability  TEXT COLLATE "C" NOT NULL,
    reported_value TEXT COLLATE "C",
    reported_base  TEXT COLLATE "C",
    verified_value TEXT COLLATE "C",
    verified_base  TEXT COLLATE "C",
    figure         DOUBLE PRECISION,
    accepted_at    TIMESTAMPTZ      NOT NULL,
    superseded_at  TIMESTAMPTZ,
    PRIMARY KEY (round, agency, indicator, revision)
);
CREATE INDEX value_by_figure ON value (round, indicator, figure) WHERE superseded_at IS NULL AND figure IS NOT NULL;

CREATE TABLE rollup (
    round        TEXT COLLATE "C" NOT NULL REFERENCES round (code),
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (code),
    indicator    TEXT COLLATE "C" NOT NULL,
    rule         TEXT COLLATE "C" NOT NULL,
    part         TEXT COLLATE "C" NOT NULL,
    whole        TEXT COLLATE "C" NOT NULL,
    contributors BIGINT           NOT NULL,
    PRIMARY KEY (round, organisation, indicator)
);

-- How many reports below a node are where on their way.
CREATE TABLE completeness (
    round        TEXT COLLATE "C" NOT NULL REFERENCES round (code),
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (code),
    expected     BIGINT           NOT NULL,
    draft        BIGINT           NOT NULL,
    returned     BIGINT           NOT NULL,
    submitted    BIGINT           NOT NULL,
    approved     BIGINT           NOT NULL,
    accepted     BIGINT           NOT NULL,
    handed_in    BIGINT           NOT NULL,
    on_time      BIGINT           NOT NULL,
    PRIMARY KEY (round, organisation)
);
