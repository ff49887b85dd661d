-- Letters by which approvers let submitted reports be filed on their behalf, one for each revision. The content lies in the
-- object store under its digest.
CREATE TABLE authority_letter (
    id         BLOB NOT NULL PRIMARY KEY,
    round      TEXT NOT NULL,
    agency     TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    name       TEXT NOT NULL,
    number     TEXT NOT NULL,
    dated      TEXT NOT NULL,
    file_name  TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    sha256     TEXT NOT NULL,
    filed_by   BLOB NOT NULL,
    filed_at   TEXT NOT NULL,
    UNIQUE (round, agency, revision),
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
) STRICT, WITHOUT ROWID;
