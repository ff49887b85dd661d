-- Figures in drafts that a collector put there, with the poll they come from. A mark holds as long as the draft has the
-- same texts, so that typing over a figure needs no word about it here.
CREATE TABLE collected (
    round        TEXT NOT NULL,
    agency       TEXT NOT NULL,
    indicator    TEXT NOT NULL,
    poll         BLOB NOT NULL REFERENCES poll (id),
    value_text   TEXT NOT NULL,
    base_text    TEXT NOT NULL,
    collected_at TEXT NOT NULL,
    confirmed_by BLOB,
    confirmed_at TEXT,
    PRIMARY KEY (round, agency, indicator),
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
) STRICT, WITHOUT ROWID;
CREATE INDEX collected_by_poll ON collected (poll);
