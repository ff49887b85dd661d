-- Letters by which approvers let submitted reports be filed on their behalf, one for each revision. The content lies in the
-- object store under its digest.
CREATE TABLE authority_letter (
    id         UUID NOT NULL PRIMARY KEY,
    round      TEXT COLLATE "C" NOT NULL,
    agency     TEXT COLLATE "C" NOT NULL,
    revision   INTEGER NOT NULL,
    name       TEXT COLLATE "C" NOT NULL,
    number     TEXT COLLATE "C" NOT NULL,
    dated      DATE NOT NULL,
    file_name  TEXT COLLATE "C" NOT NULL,
    media_type TEXT COLLATE "C" NOT NULL,
    size_bytes BIGINT NOT NULL,
    sha256     TEXT COLLATE "C" NOT NULL,
    filed_by   UUID NOT NULL,
    filed_at   TIMESTAMPTZ NOT NULL,
    UNIQUE (round, agency, revision),
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
);
