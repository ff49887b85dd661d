-- Plans, each version whole and unchangeable, and sourced figures from outside.
CREATE TABLE plan (
    code        TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    document    TEXT    NOT NULL,
    imported_at TEXT    NOT NULL,
    PRIMARY KEY (code, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (
    indicator    TEXT NOT NULL,
    scope        TEXT NOT NULL,
    period_kind  TEXT NOT NULL,
    period       TEXT NOT NULL,
    organisation TEXT,
    value        TEXT NOT NULL,
    unit         TEXT NOT NULL,
    name_th      TEXT NOT NULL,
    name_en      TEXT NOT NULL,
    source       TEXT NOT NULL,
    confidence   TEXT NOT NULL,
    PRIMARY KEY (indicator, scope, period_kind, period)
) STRICT, WITHOUT ROWID;
