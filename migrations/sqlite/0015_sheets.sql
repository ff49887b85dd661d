-- Filled spreadsheets that wait between being looked at and being applied; each goes away by itself.
-- One file with the answers of many agencies: one sheet for each.
CREATE TABLE bundle (
    id          BLOB    NOT NULL PRIMARY KEY,
    account     BLOB    NOT NULL,
    round       TEXT    NOT NULL REFERENCES round (code),
    file_name   TEXT    NOT NULL,
    size_bytes  INTEGER NOT NULL,
    sha256      TEXT    NOT NULL,
    agencies    INTEGER NOT NULL,
    refusals    TEXT    NOT NULL,
    uploaded_at TEXT    NOT NULL,
    expires_at  TEXT    NOT NULL,
    applied_at  TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX bundle_by_expiry ON bundle (expires_at);

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
    bundle      BLOB REFERENCES bundle (id) ON DELETE CASCADE,
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
) STRICT, WITHOUT ROWID;
CREATE INDEX sheet_by_expiry ON sheet (expires_at);
CREATE INDEX sheet_by_bundle ON sheet (bundle, agency);
CREATE INDEX sheet_by_owner ON sheet (account, round, agency);
