-- Files that prove a value; the content is in the object store under its SHA-256.
CREATE TABLE evidence (
    id          UUID             NOT NULL PRIMARY KEY,
    round       TEXT COLLATE "C" NOT NULL,
    agency      TEXT COLLATE "C" NOT NULL,
    indicator   TEXT COLLATE "C" NOT NULL,
    file_name   TEXT COLLATE "C" NOT NULL,
    media_type  TEXT COLLATE "C" NOT NULL,
    size_bytes  BIGINT           NOT NULL,
    sha256      TEXT COLLATE "C" NOT NULL,
    uploaded_by UUID             NOT NULL,
    uploaded_at TIMESTAMPTZ      NOT NULL,
    removed_at  TIMESTAMPTZ,
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
);
CREATE INDEX evidence_by_report ON evidence (round, agency, indicator);
