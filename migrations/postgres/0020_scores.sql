-- Schemes, each edition whole and unchangeable; which edition counts for a plan's rounds from when on; the populations
-- that single figures are compared with; and the score of every accepted report.
CREATE TABLE scheme (
    code        TEXT COLLATE "C" NOT NULL,
    edition     INTEGER          NOT NULL,
    document    TEXT COLLATE "C" NOT NULL,
    imported_at TIMESTAMPTZ      NOT NULL,
    PRIMARY KEY (code, edition)
);

CREATE TABLE population (
    scheme   TEXT COLLATE "C" NOT NULL,
    edition  INTEGER          NOT NULL,
    name     TEXT COLLATE "C" NOT NULL,
    document TEXT COLLATE "C" NOT NULL,
    made_at  TIMESTAMPTZ      NOT NULL,
    PRIMARY KEY (scheme, edition, name),
    FOREIGN KEY (scheme, edition) REFERENCES scheme (code, edition)
);

-- Rounds whose period ends on or after the day use the edition, until a later row takes over. An empty population is
-- nobody.
CREATE TABLE scheme_in_force (
    plan       TEXT COLLATE "C" NOT NULL,
    scheme     TEXT COLLATE "C" NOT NULL,
    since      DATE             NOT NULL,
    edition    INTEGER          NOT NULL,
    population TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (plan, scheme, since),
    FOREIGN KEY (scheme, edition) REFERENCES scheme (code, edition)
);

-- The revision is that of the accepted report whose values made the score. `classed` and `reason` are JSON.
CREATE TABLE score (
    round        TEXT COLLATE "C" NOT NULL REFERENCES round (code),
    scheme       TEXT COLLATE "C" NOT NULL,
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (code),
    edition      INTEGER          NOT NULL,
    population   TEXT COLLATE "C" NOT NULL,
    revision     INTEGER          NOT NULL,
    full_score   TEXT COLLATE "C",
    published    TEXT COLLATE "C",
    classed      TEXT COLLATE "C",
    reason       TEXT COLLATE "C",
    pillars      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (round, scheme, organisation),
    FOREIGN KEY (scheme, edition) REFERENCES scheme (code, edition)
);
