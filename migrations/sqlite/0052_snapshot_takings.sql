-- Snapshots that are being taken: who asked for which, how far each is, and what came of it. A row without an end whose beat is
-- old is of a process that is gone. Rows that ended are forgotten after a while; what was taken stands in the audit log.
CREATE TABLE snapshot_taking (
    id           BLOB    NOT NULL PRIMARY KEY,
    round        TEXT    NOT NULL,
    stage        TEXT    NOT NULL,
    account      BLOB,
    asked_at     TEXT    NOT NULL,
    beat_at      TEXT    NOT NULL,
    reports_done INTEGER NOT NULL,
    reports_all  INTEGER NOT NULL,
    ended_at     TEXT,
    snapshot     TEXT REFERENCES snapshot (code),
    refusal      TEXT
) STRICT, WITHOUT ROWID;
-- One of a round and stage at a time, whoever asks.
CREATE UNIQUE INDEX snapshot_taking_open ON snapshot_taking (round, stage) WHERE ended_at IS NULL;
CREATE INDEX snapshot_taking_by_asking ON snapshot_taking (asked_at);
