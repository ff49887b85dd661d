-- Large files with the answers of many agencies: where each is on its way, what it changes in which draft, and the first
-- rows that cannot be taken. The file itself lies in the object store; all of it goes away by itself.
CREATE TABLE delivery (
    id                    BLOB NOT NULL,
    account               BLOB NOT NULL,
    round                 TEXT NOT NULL REFERENCES round (code),
    file_name             TEXT NOT NULL,
    size_bytes            INTEGER NOT NULL,
    sha256                TEXT NOT NULL,
    stage                 TEXT NOT NULL,
    run                   INTEGER NOT NULL,
    beat_at               TEXT NOT NULL,
    bytes_read            INTEGER NOT NULL,
    rows_read             INTEGER NOT NULL,
    agencies              INTEGER NOT NULL,
    changes               INTEGER NOT NULL,
    refused               INTEGER NOT NULL,
    refusals              TEXT NOT NULL,
    stopped               TEXT,
    uploaded_at           TEXT NOT NULL,
    expires_at            TEXT NOT NULL,
    applied_at            TEXT,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_by_expiry ON delivery (expires_at);
CREATE INDEX delivery_by_owner ON delivery (account, round);

CREATE TABLE delivery_part (
    delivery              BLOB NOT NULL REFERENCES delivery (id),
    agency                TEXT NOT NULL,
    row_count             INTEGER NOT NULL,
    changes               INTEGER NOT NULL,
    PRIMARY KEY (delivery, agency)
) STRICT, WITHOUT ROWID;

-- What stands ready for the drafts, each over the version that was compared.
CREATE TABLE delivery_edit (
    delivery              BLOB NOT NULL REFERENCES delivery (id),
    agency                TEXT NOT NULL,
    indicator             TEXT NOT NULL,
    base_version          INTEGER NOT NULL,
    value_text            TEXT NOT NULL,
    base_text             TEXT NOT NULL,
    narrative             TEXT NOT NULL,
    obstacles             TEXT NOT NULL,
    help_needed           TEXT NOT NULL,
    explanation           TEXT NOT NULL,
    applicability         TEXT NOT NULL,
    not_applicable_reason TEXT NOT NULL,
    PRIMARY KEY (delivery, agency, indicator)
) STRICT, WITHOUT ROWID;

-- Files of many agencies may be workbooks, too.
ALTER TABLE bundle ADD COLUMN kind TEXT NOT NULL DEFAULT 'csv';
