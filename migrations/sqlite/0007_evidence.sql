-- Files that prove a value; the content is in the object store under its SHA-256.
CREATE TABLE evidence (
    id          BLOB    NOT NULL PRIMARY KEY,
    round       TEXT    NOT NULL,
    agency      TEXT    NOT NULL,
    indicator   TEXT    NOT NULL,
    file_name   TEXT    NOT NULL,
    media_type  TEXT    NOT NULL,
    size_bytes  INTEGER NOT NULL,
    sha256      TEXT    NOT NULL,
    uploaded_by BLOB    NOT NULL,
    uploaded_at TEXT    NOT NULL,
    removed_at  TEXT,
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_by_report ON evidence (round, agency, indicator);
