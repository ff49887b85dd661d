-- Figures in drafts that a collector put there, with the poll they come from. A mark holds as long as the draft has the
-- same texts, so that typing over a figure needs no word about it here.
CREATE TABLE collected (
    round        TEXT COLLATE "C" NOT NULL,
    agency       TEXT COLLATE "C" NOT NULL,
    indicator    TEXT COLLATE "C" NOT NULL,
    poll         UUID             NOT NULL REFERENCES poll (id),
    value_text   TEXT COLLATE "C" NOT NULL,
    base_text    TEXT COLLATE "C" NOT NULL,
    collected_at TIMESTAMPTZ      NOT NULL,
    confirmed_by UUID,
    confirmed_at TIMESTAMPTZ,
    PRIMARY KEY (round, agency, indicator),
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
);
CREATE INDEX collected_by_poll ON collected (poll);
