-- The reports of all bodies of a snapshot, asked for: set one after another until all are there. How many that are was counted when
-- somebody asked.
CREATE TABLE snapshot_paper_request (
    snapshot TEXT    NOT NULL PRIMARY KEY REFERENCES snapshot (code),
    papers   INTEGER NOT NULL CHECK (papers > 0),
    asked_by BLOB    NOT NULL,
    asked_at TEXT    NOT NULL,
    done_at  TEXT
) STRICT, WITHOUT ROWID;
