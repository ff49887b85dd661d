-- The files that were made of snapshots for other programs; the content lies in the object store under its SHA-256. What a
-- snapshot is made into follows from the snapshot alone, so a row is written once.
CREATE TABLE snapshot_file (
    snapshot   TEXT    NOT NULL REFERENCES snapshot (code),
    export     TEXT    NOT NULL,
    sha256     TEXT    NOT NULL,
    size_bytes INTEGER NOT NULL,
    rows_held  INTEGER NOT NULL,
    made_at    TEXT    NOT NULL,
    PRIMARY KEY (snapshot, export)
) STRICT, WITHOUT ROWID;
