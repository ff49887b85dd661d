-- Reports: where each is on its way, what is being typed, and every revision that was ever submitted.
CREATE TABLE submission (
    round              TEXT    NOT NULL REFERENCES round (code),
    agency             TEXT    NOT NULL REFERENCES organisation (code),
    version            INTEGER NOT NULL,
    revision           INTEGER NOT NULL,
    accepted_revision  INTEGER,
    first_submitted_at TEXT,
    state              TEXT    NOT NULL,
    submitted_by       BLOB,
    submitted_at       TEXT,
    step_by            BLOB,
    step_at            TEXT,
    edited_at          TEXT,
    PRIMARY KEY (round, agency)
) STRICT, WITHOUT ROWID;
CREATE INDEX submission_by_state ON submission (round, state, agency);
CREATE INDEX submission_by_agency ON submission (agency, round);
-- Who is late is found among those who never submitted, without looking at the others.
CREATE INDEX submission_never_submitted ON submission (round, agency) WHERE first_submitted_at IS NULL;

CREATE TABLE draft_entry (
    round                 TEXT    NOT NULL,
    agency                TEXT    NOT NULL,
    indicator             TEXT    NOT NULL,
    version               INTEGER NOT NULL,
    value_text            TEXT    NOT NULL,
    base_text             TEXT    NOT NULL,
    narrative             TEXT    NOT NULL,
    obstacles             TEXT    NOT NULL,
    help_needed           TEXT    NOT NULL,
    explanation           TEXT    NOT NULL,
    applicability         TEXT    NOT NULL,
    not_applicable_reason TEXT    NOT NULL,
    edited_by             BLOB    NOT NULL,
    edited_at             TEXT    NOT NULL,
    PRIMARY KEY (round, agency, indicator),
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
) STRICT, WITHOUT ROWID;

-- What somebody typed while somebody else had changed the same entry: kept until that person has chosen.
CREATE TABLE entry_conflict (
    round     TEXT NOT NULL,
    agency    TEXT NOT NULL,
    indicator TEXT NOT NULL,
    account   BLOB NOT NULL,
    entry     TEXT NOT NULL,
    typed_at  TEXT NOT NULL,
    PRIMARY KEY (round, agency, indicator, account),
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
) STRICT, WITHOUT ROWID;

CREATE TABLE submitted_entry (
    round                 TEXT    NOT NULL,
    agency                TEXT    NOT NULL,
    revision              INTEGER NOT NULL,
    indicator             TEXT    NOT NULL,
    value_text            TEXT    NOT NULL,
    base_text             TEXT    NOT NULL,
    narrative             TEXT    NOT NULL,
    obstacles             TEXT    NOT NULL,
    help_needed           TEXT    NOT NULL,
    explanation           TEXT    NOT NULL,
    applicability         TEXT    NOT NULL,
    not_applicable_reason TEXT    NOT NULL,
    PRIMARY KEY (round, agency, revision, indicator),
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
) STRICT, WITHOUT ROWID;

CREATE TABLE return_reason (
    round     TEXT    NOT NULL,
    agency    TEXT    NOT NULL,
    revision  INTEGER NOT NULL,
    indicator TEXT    NOT NULL,
    reason    TEXT    NOT NULL,
    PRIMARY KEY (round, agency, revision, indicator),
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
) STRICT, WITHOUT ROWID;

-- The thread of a report: who did what when.
CREATE TABLE submission_event (
    round    TEXT    NOT NULL,
    agency   TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    step     TEXT    NOT NULL,
    account  BLOB,
    role     TEXT    NOT NULL,
    note     TEXT    NOT NULL,
    at       TEXT    NOT NULL,
    PRIMARY KEY (round, agency, version),
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
) STRICT, WITHOUT ROWID;
