-- Objections of agencies to verified values. `value` and `base` are what the agency says the value is. `effect` says, once
-- it was upheld, which scores it moved: the scheme, its edition, the score before and after, as JSON.
CREATE TABLE objection (
    id          BLOB    NOT NULL PRIMARY KEY,
    round       TEXT    NOT NULL,
    agency      TEXT    NOT NULL,
    indicator   TEXT    NOT NULL,
    revision    INTEGER NOT NULL,
    value       TEXT    NOT NULL,
    base        TEXT,
    filed_by    BLOB    NOT NULL,
    filed_at    TEXT    NOT NULL,
    accepted_by BLOB,
    answer_by   TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    ended_by    BLOB,
    ended_at    TEXT,
    upheld_in   INTEGER,
    effect      TEXT    NOT NULL,
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
) STRICT, WITHOUT ROWID;
CREATE INDEX objection_by_report ON objection (round, agency, filed_at);
CREATE INDEX objection_by_clock ON objection (state, answer_by);
CREATE UNIQUE INDEX objection_open_once ON objection (round, agency, indicator) WHERE state = 'open';

-- What was said about an objection: its reason and evidence first, its answer last.
CREATE TABLE objection_step (
    objection BLOB    NOT NULL REFERENCES objection (id),
    number    INTEGER NOT NULL,
    step      TEXT    NOT NULL,
    account   BLOB    NOT NULL,
    words     TEXT    NOT NULL,
    evidence  TEXT    NOT NULL,
    at        TEXT    NOT NULL,
    PRIMARY KEY (objection, number)
) STRICT, WITHOUT ROWID;
