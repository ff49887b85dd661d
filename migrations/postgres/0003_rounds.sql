-- Reporting rounds and the extensions of their windows.
CREATE TABLE round (
    code         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    plan         TEXT COLLATE "C" NOT NULL,
    plan_version INTEGER          NOT NULL,
    period       TEXT COLLATE "C" NOT NULL,
    period_end   DATE             NOT NULL,
    opens_at     TIMESTAMPTZ      NOT NULL,
    due_at       TIMESTAMPTZ      NOT NULL,
    closes_at    TIMESTAMPTZ      NOT NULL,
    version      BIGINT           NOT NULL,
    FOREIGN KEY (plan, plan_version) REFERENCES plan (code, version)
);
CREATE INDEX round_by_period ON round (period_end);

CREATE TABLE extension (
    id           UUID             NOT NULL PRIMARY KEY,
    round        TEXT COLLATE "C" NOT NULL REFERENCES round (code),
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (code),
    ends_at      TIMESTAMPTZ      NOT NULL,
    reason       TEXT COLLATE "C" NOT NULL,
    granted_by   UUID             NOT NULL,
    granted_at   TIMESTAMPTZ      NOT NULL
);
CREATE INDEX extension_by_round ON extension (round, organisation);
