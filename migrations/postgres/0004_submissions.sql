-- Reports: where each is on its way, what is being typed, and every revision that was ever submitted.
CREATE TABLE submission (
    round              TEXT COLLATE "C" NOT NULL REFERENCES round (code),
    agency             TEXT COLLATE "C" NOT NULL REFERENCES organisation (code),
    version            BIGINT           NOT NULL,
    revision           INTEGER          NOT NULL,
    accepted_revision  INTEGER,
    first_submitted_at TIMESTAMPTZ,
    state              TEXT COLLATE "C" NOT NULL,
    submitted_by       UUID,
    submitted_at       TIMESTAMPTZ,
    step_by            UUID,
    step_at            TIMESTAMPTZ,
    edited_at          TIMESTAMPTZ,
    PRIMARY KEY (round, agency)
);
CREATE INDEX submission_by_state ON submission (round, state, agency);
CREATE INDEX submission_by_agency ON submission (agency, round);
-- Who is late is found among those who never submitted, without looking at the others.
CREATE INDEX submission_never_submitted ON submission (round, agency) WHERE first_submitted_at IS NULL;

CREATE TABLE draft_entry (
    round                 TEXT COLLATE "C" NOT NULL,
    agency                TEXT COLLATE "C" NOT NULL,
    indicator             TEXT COLLATE "C" NOT NULL,
    version               BIGINT           NOT NULL,
    value_text            TEXT COLLATE "C" NOT NULL,
    base_text             TEXT COLLATE "C" NOT NULL,
    narrative             TEXT COLLATE "C" NOT NULL,
    obstacles             TEXT COLLATE "C" NOT NULL,
    help_needed           TEXT COLLATE "C" NOT NULL,
    explanation           TEXT COLLATE "C" NOT NULL,
    applicability         TEXT COLLATE "C" NOT NULL,
    not_applicable_reason TEXT COLLATE "C" NOT NULL,
    edited_by             UUID             NOT NULL,
    edited_at             TIMESTAMPTZ      NOT NULL,
    PRIMARY KEY (round, agency, indicator),
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
);

-- What somebody typed while somebody else had changed the same entry: kept until that person has chosen.
CREATE TABLE entry_conflict (
    round     TEXT COLLATE "C" NOT NULL,
    agency    TEXT COLLATE "C" NOT NULL,
    indicator TEXT COLLATE "C" NOT NULL,
    account   UUID             NOT NULL,
    entry     TEXT COLLATE "C" NOT NULL,
    typed_at  TIMESTAMPTZ      NOT NULL,
    PRIMARY KEY (round, agency, indicator, account),
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
);

CREATE TABLE submitted_entry (
    round                 TEXT COLLATE "C" NOT NULL,
    agency                TEXT COLLATE "C" NOT NULL,
    revision              INTEGER          NOT NULL,
    indicator             TEXT COLLATE "C" NOT NULL,
    value_text            TEXT COLLATE "C" NOT NULL,
    base_text             TEXT COLLATE "C" NOT NULL,
    narrative             TEXT COLLATE "C" NOT NULL,
    obstacles             TEXT COLLATE "C" NOT NULL,
    help_needed           TEXT COLLATE "C" NOT NULL,
    explanation           TEXT COLLATE "C" NOT NULL,
    applicability         TEXT COLLATE "C" NOT NULL,
    not_applicable_reason TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (round, agency, revision, indicator),
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
);

CREATE TABLE return_reason (
    round     TEXT COLLATE "C" NOT NULL,
    agency    TEXT COLLATE "C" NOT NULL,
    revision  INTEGER          NOT NULL,
    indicator TEXT COLLATE "C" NOT NULL,
    reason    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (round, agency, revision, indicator),
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
);

-- The thread of a report: who did what when.
CREATE TABLE submission_event (
    round    TEXT COLLATE "C" NOT NULL,
    agency   TEXT COLLATE "C" NOT NULL,
    version  BIGINT           NOT NULL,
    revision INTEGER          NOT NULL,
    step     TEXT COLLATE "C" NOT NULL,
    account  UUID,
    role     TEXT COLLATE "C" NOT NULL,
    note     TEXT COLLATE "C" NOT NULL,
    at       TIMESTAMPTZ      NOT NULL,
    PRIMARY KEY (round, agency, version),
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
);
