-- The files that were made of snapshots for other programs; the content lies in the object store under its SHA-256. What a
-- snapshot is made into follows from the snapshot alone, so a row is written once.
CREATE TABLE snapshot_file (
    snapshot   TEXT COLLATE "C" NOT NULL REFERENCES snapshot (code),
    export     TEXT COLLATE "C" NOT NULL,
    sha256     TEXT COLLATE "C" NOT NULL,
    size_bytes BIGINT           NOT NULL,
    rows_held  BIGINT           NOT NULL,
    made_at    TIMESTAMPTZ      NOT NULL,
    PRIMARY KEY (snapshot, export)
);
