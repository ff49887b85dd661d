-- Reporting rounds and the extensions of their windows.
CREATE TABLE round (
    code         TEXT    NOT NULL PRIMARY KEY,
    plan         TEXT    NOT NULL,
    plan_version INTEGER NOT NULL,
    period       TEXT    NOT NULL,
    period_end   TEXT    NOT NULL,
    opens_at     TEXT    NOT NULL,
    due_at       TEXT    NOT NULL,
    closes_at    TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    FOREIGN KEY (plan, plan_version) REFERENCES plan (code, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX round_by_period ON round (period_end);

CREATE TABLE extension (
    id           BLOB NOT NULL PRIMARY KEY,
    round        TEXT NOT NULL REFERENCES round (code),
    organisation TEXT NOT NULL REFERENCES organisation (code),
    ends_at      TEXT NOT NULL,
    reason       TEXT NOT NULL,
    granted_by   BLOB NOT NULL,
    granted_at   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX extension_by_round ON extension (round, organisation);
