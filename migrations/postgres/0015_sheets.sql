-- Filled spreadsheets that wait between being looked at and being applied; each goes away by itself.
-- One file with the answers of many agencies: one sheet for each.
CREATE TABLE bundle (
    id          UUID             NOT NULL PRIMARY KEY,
    account     UUID             NOT NULL,
    round       TEXT COLLATE "C" NOT NULL REFERENCES round (code),
    file_name   TEXT COLLATE "C" NOT NULL,
    size_bytes  BIGINT           NOT NULL,
    sha256      TEXT COLLATE "C" NOT NULL,
    agencies    BIGINT           NOT NULL,
    refusals    TEXT COLLATE "C" NOT NULL,
    uploaded_at TIMESTAMPTZ      NOT NULL,
    expires_at  TIMESTAMPTZ      NOT NULL,
    applied_at  TIMESTAMPTZ
);
CREATE INDEX bundle_by_expiry ON bundle (expires_at);

CREATE TABLE sheet (
    id          UUID             NOT NULL PRIMARY KEY,
    account     UUID             NOT NULL,
    round       TEXT COLLATE "C" NOT NULL,
    agency      TEXT COLLATE "C" NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    file_name   TEXT COLLATE "C" NOT NULL,
    size_bytes  BIGINT           NOT NULL,
    sha256      TEXT COLLATE "C" NOT NULL,
    is_older    BOOLEAN          NOT NULL,
    filled      TEXT COLLATE "C" NOT NULL,
    refusals    TEXT COLLATE "C" NOT NULL,
    uploaded_at TIMESTAMPTZ      NOT NULL,
    expires_at  TIMESTAMPTZ      NOT NULL,
    applied_at  TIMESTAMPTZ,
    bundle      UUID REFERENCES bundle (id) ON DELETE CASCADE,
    FOREIGN KEY (round, agency) REFERENCES submission (round, agency)
);
CREATE INDEX sheet_by_expiry ON sheet (expires_at);
CREATE INDEX sheet_by_bundle ON sheet (bundle, agency);
CREATE INDEX sheet_by_owner ON sheet (account, round, agency);
