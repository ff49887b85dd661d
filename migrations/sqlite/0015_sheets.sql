-- Filled spreadsheets that wait between being looked at and being applied; each goes away by itself.
CREATE TABLE sheet (
    id          BLOB    NOT NULL PRIMARY KEY,
    account     BLOB    NOT NULL,
    round       TEXT    NOT NULL,
    agency      TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    file_name   TEXT    NOT NULL,
    size_bytes  INTEGER NOT NULL,
    sha256      TEXT    NOT NULL,
    is_older    INTEGER NOT NULL,
    filled      TEXT    NOT NULL,
    refusals    TEXT    NOT NULL,
    uploaded_at TEXT    NOT NULL,
    expires_at  TEXT    NOT NULL,
    applied_at  TEXT,
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
) STRICT, WITHOUT ROWID;
CREATE INDEX sheet_by_expiry ON sheet (expires_at);
CREATE INDEX sheet_by_owner ON sheet (account, round, agency);
