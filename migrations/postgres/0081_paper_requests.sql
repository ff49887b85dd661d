-- The reports of all bodies of a snapshot, asked for: set one after another until all are there. How many that are was counted when
-- somebody asked.
CREATE TABLE snapshot_paper_request (
    snapshot TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES snapshot (code),
    papers   BIGINT           NOT NULL CHECK (papers > 0),
    asked_by UUID             NOT NULL,
    asked_at TIMESTAMPTZ      NOT NULL,
    done_at  TIMESTAMPTZ
);
