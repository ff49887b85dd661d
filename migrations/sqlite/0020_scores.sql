-- Schemes, each edition whole and unchangeable; which edition counts for a plan's rounds from when on; the populations
-- that single figures are compared with; and the score of every accepted report.
CREATE TABLE scheme (
    code        TEXT    NOT NULL,
    edition     INTEGER NOT NULL,
    document    TEXT    NOT NULL,
    imported_at TEXT    NOT NULL,
    PRIMARY KEY (code, edition)
) STRICT, WITHOUT ROWID;

CREATE TABLE population (
    scheme   TEXT    NOT NULL,
    edition  INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    document TEXT    NOT NULL,
    made_at  TEXT    NOT NULL,
    PRIMARY KEY (scheme, edition, name),
    FOREIGN KEY (scheme, edition) REFERENCES scheme (code, edition)
) STRICT, WITHOUT ROWID;

-- Rounds whose period ends on or after the day use the edition, until a later row takes over. An empty population is
-- nobody.
CREATE TABLE scheme_in_force (
    plan       TEXT    NOT NULL,
    scheme     TEXT    NOT NULL,
    since      TEXT    NOT NULL,
    edition    INTEGER NOT NULL,
    population TEXT    NOT NULL,
    PRIMARY KEY (plan, scheme, since),
    FOREIGN KEY (scheme, edition) REFERENCES scheme (code, edition)
) STRICT, WITHOUT ROWID;

-- The revision is that of the accepted report whose values made the score. `classed` and `reason` are JSON.
CREATE TABLE score (
    round        TEXT    NOT NULL REFERENCES round (code),
    scheme       TEXT    NOT NULL,
    organisation TEXT    NOT NULL REFERENCES organisation (code),
    edition      INTEGER NOT NULL,
    population   TEXT    NOT NULL,
    revision     INTEGER NOT NULL,
    full_score   TEXT,
    published    TEXT,
    classed      TEXT,
    reason       TEXT,
    pillars      TEXT    NOT NULL,
    PRIMARY KEY (round, scheme, organisation),
    FOREIGN KEY (scheme, edition) REFERENCES scheme (code, edition)
) STRICT, WITHOUT ROWID;
