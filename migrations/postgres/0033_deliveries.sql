-- Large files with the answers of many agencies: where each is on its way, what it changes in which draft, and the first
-- rows that cannot be taken. The file itself lies in the object store; all of it goes away by itself.
CREATE TABLE delivery (
    id                    UUID NOT NULL,
    account               UUID NOT NULL,
    round                 TEXT COLLATE "C" NOT NULL REFERENCES round (code),
    file_name             TEXT COLLATE "C" NOT NULL,
    size_bytes            BIGINT NOT NULL,
    sha256                TEXT COLLATE "C" NOT NULL,
    stage                 TEXT COLLATE "C" NOT NULL,
    run                   BIGINT NOT NULL,
    beat_at               TIMESTAMPTZ NOT NULL,
    bytes_read            BIGINT NOT NULL,
    rows_read             BIGINT NOT NULL,
    agencies              BIGINT NOT NULL,
    changes               BIGINT NOT NULL,
    refused               BIGINT NOT NULL,
    refusals              TEXT COLLATE "C" NOT NULL,
    stopped               TEXT COLLATE "C",
    uploaded_at           TIMESTAMPTZ NOT NULL,
    expires_at            TIMESTAMPTZ NOT NULL,
    applied_at            TIMESTAMPTZ,
    PRIMARY KEY (id)
);
CREATE INDEX delivery_by_expiry ON delivery (expires_at);
CREATE INDEX delivery_by_owner ON delivery (account, round);

CREATE TABLE delivery_part (
    delivery              UUID NOT NULL REFERENCES delivery (id),
    agency                TEXT COLLATE "C" NOT NULL,
    row_count             BIGINT NOT NULL,
    changes               BIGINT NOT NULL,
    PRIMARY KEY (delivery, agency)
);

-- What stands ready for the drafts, each over the version that was compared.
CREATE TABLE delivery_edit (
    delivery              UUID NOT NULL REFERENCES delivery (id),
    agency                TEXT COLLATE "C" NOT NULL,
    indicator             TEXT COLLATE "C" NOT NULL,
    base_version          BIGINT NOT NULL,
    value_text            TEXT COLLATE "C" NOT NULL,
    base_text             TEXT COLLATE "C" NOT NULL,
    narrative             TEXT COLLATE "C" NOT NULL,
    obstacles             TEXT COLLATE "C" NOT NULL,
    help_needed           TEXT COLLATE "C" NOT NULL,
    explanation           TEXT COLLATE "C" NOT NULL,
    applicability         TEXT COLLATE "C" NOT NULL,
    not_applicable_reason TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (delivery, agency, indicator)
);

-- Files of many agencies may be workbooks, too.
ALTER TABLE bundle ADD COLUMN kind TEXT COLLATE "C" NOT NULL DEFAULT 'csv';
