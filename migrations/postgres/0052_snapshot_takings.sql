-- Snapshots that are being taken: who asked for which, how far each is, and what came of it. A row without an end whose beat is
-- old is of a process that is gone. Rows that ended are forgotten after a while; what was taken stands in the audit log.
CREATE TABLE snapshot_taking (
    id           UUID             NOT NULL PRIMARY KEY,
    round        TEXT COLLATE "C" NOT NULL,
    stage        TEXT COLLATE "C" NOT NULL,
    account      UUID,
    asked_at     TIMESTAMPTZ      NOT NULL,
    beat_at      TIMESTAMPTZ      NOT NULL,
    reports_done BIGINT           NOT NULL,
    reports_all  BIGINT           NOT NULL,
    ended_at     TIMESTAMPTZ,
    snapshot     TEXT COLLATE "C" REFERENCES snapshot (code),
    refusal      TEXT COLLATE "C"
);
-- One of a round and stage at a time, whoever asks.
CREATE UNIQUE INDEX snapshot_taking_open ON snapshot_taking (round, stage) WHERE ended_at IS NULL;
CREATE INDEX snapshot_taking_by_asking ON snapshot_taking (asked_at);
