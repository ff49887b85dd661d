-- Plans, each version whole and unchangeable, and sourced figures from outside.
CREATE TABLE plan (
    code        TEXT COLLATE "C" NOT NULL,
    version     INTEGER          NOT NULL,
    document    TEXT COLLATE "C" NOT NULL,
    imported_at TIMESTAMPTZ      NOT NULL,
    PRIMARY KEY (code, version)
);

CREATE TABLE fact (
    indicator    TEXT COLLATE "C" NOT NULL,
    scope        TEXT COLLATE "C" NOT NULL,
    period_kind  TEXT COLLATE "C" NOT NULL,
    period       TEXT COLLATE "C" NOT NULL,
    organisation TEXT COLLATE "C",
    value        TEXT COLLATE "C" NOT NULL,
    unit         TEXT COLLATE "C" NOT NULL,
    name_th      TEXT COLLATE "C" NOT NULL,
    name_en      TEXT COLLATE "C" NOT NULL,
    source       TEXT COLLATE "C" NOT NULL,
    confidence   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (indicator, scope, period_kind, period)
);
