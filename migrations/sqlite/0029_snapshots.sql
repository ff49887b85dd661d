-- Frozen, signed copies of rounds; the content lies in the object store under its SHA-256. A row is never changed but to be
-- published once, and never removed, by anybody.
CREATE TABLE snapshot (
    code          TEXT    NOT NULL PRIMARY KEY,
    round         TEXT    NOT NULL REFERENCES round (code),
    stage         TEXT    NOT NULL,
    root          TEXT    NOT NULL,
    sha256        TEXT    NOT NULL,
    size_bytes    INTEGER NOT NULL,
    signing_key   TEXT    NOT NULL,
    taken_at      TEXT    NOT NULL,
    taken_by      TEXT    NOT NULL,
    account       BLOB,
    note          TEXT    NOT NULL,
    replaces      TEXT REFERENCES snapshot (code),
    lines         TEXT    NOT NULL,
    value_count   INTEGER NOT NULL,
    score_count   INTEGER NOT NULL,
    published_at  TEXT,
    published_by  BLOB,
    embargo_until TEXT,
    CHECK (published_at IS NULL OR stage = 'final'),
    CHECK (embargo_until IS NULL OR published_at IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX snapshot_by_round ON snapshot (round, taken_at);
CREATE INDEX snapshot_by_content ON snapshot (sha256);

-- Who else may read a snapshot before everybody may.
CREATE TABLE snapshot_reader (
    snapshot   TEXT NOT NULL REFERENCES snapshot (code),
    account    BLOB NOT NULL REFERENCES account (id),
    granted_by BLOB NOT NULL,
    granted_at TEXT NOT NULL,
    PRIMARY KEY (snapshot, account)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER snapshot_is_never_removed BEFORE DELETE ON snapshot
BEGIN SELECT RAISE(ABORT, 'snapshots are never removed'); END;
-- INSERT OR REPLACE removes without asking the trigger above.
CREATE TRIGGER snapshot_is_never_replaced BEFORE INSERT ON snapshot
WHEN EXISTS (SELECT 1 FROM snapshot WHERE code = NEW.code)
BEGIN SELECT RAISE(ABORT, 'snapshots are never replaced'); END;
CREATE TRIGGER snapshot_published_is_never_changed BEFORE UPDATE ON snapshot
WHEN OLD.published_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'published snapshots are never changed'); END;
CREATE TRIGGER snapshot_content_is_never_changed
BEFORE UPDATE OF code, round, stage, root, sha256, size_bytes, signing_key, taken_at, taken_by, account, note, replaces, lines,
    value_count, score_count ON snapshot
BEGIN SELECT RAISE(ABORT, 'the content of a snapshot is never changed'); END;
