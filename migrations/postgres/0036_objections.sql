-- Objections of agencies to verified values. `value` and `base` are what the agency says the value is. `effect` says, once
-- it was upheld, which scores it moved: the scheme, its edition, the score before and after, as JSON.
CREATE TABLE objection (
    id          UUID             NOT NULL PRIMARY KEY,
    round       TEXT COLLATE "C" NOT NULL,
    agency      TEXT COLLATE "C" NOT NULL,
    indicator   TEXT COLLATE "C" NOT NULL,
    revision    INTEGER          NOT NULL,
    value       TEXT COLLATE "C" NOT NULL,
    base        TEXT COLLATE "C",
    filed_by    UUID             NOT NULL,
    filed_at    TIMESTAMPTZ      NOT NULL,
    accepted_by UUID,
    answer_by   TIMESTAMPTZ      NOT NULL,
    version     BIGINT           NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    ended_by    UUID,
    ended_at    TIMESTAMPTZ,
    upheld_in   INTEGER,
    effect      TEXT COLLATE "C" NOT NULL,
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
);
CREATE INDEX objection_by_report ON objection (round, agency, filed_at);
CREATE INDEX objection_by_clock ON objection (state, answer_by);
CREATE UNIQUE INDEX objection_open_once ON objection (round, agency, indicator) WHERE state = 'open';

-- What was said about an objection: its reason and evidence first, its answer last.
CREATE TABLE objection_step (
    objection UUID             NOT NULL REFERENCES objection (id),
    number    BIGINT           NOT NULL,
    step      TEXT COLLATE "C" NOT NULL,
    account   UUID             NOT NULL,
    words     TEXT COLLATE "C" NOT NULL,
    evidence  TEXT COLLATE "C" NOT NULL,
    at        TIMESTAMPTZ      NOT NULL,
    PRIMARY KEY (objection, number)
);
