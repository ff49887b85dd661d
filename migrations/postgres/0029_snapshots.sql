-- Frozen, signed copies of rounds; the content lies in the object store under its SHA-256. A row is never changed but to be
-- published once, and never removed, by anybody.
CREATE TABLE snapshot (
    code          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    round         TEXT COLLATE "C" NOT NULL REFERENCES round (code),
    stage         TEXT COLLATE "C" NOT NULL,
    root          TEXT COLLATE "C" NOT NULL,
    sha256        TEXT COLLATE "C" NOT NULL,
    size_bytes    BIGINT           NOT NULL,
    signing_key   TEXT COLLATE "C" NOT NULL,
    taken_at      TIMESTAMPTZ      NOT NULL,
    taken_by      TEXT COLLATE "C" NOT NULL,
    account       UUID,
    note          TEXT COLLATE "C" NOT NULL,
    replaces      TEXT COLLATE "C" REFERENCES snapshot (code),
    lines         TEXT COLLATE "C" NOT NULL,
    value_count   BIGINT           NOT NULL,
    score_count   BIGINT           NOT NULL,
    published_at  TIMESTAMPTZ,
    published_by  UUID,
    embargo_until TIMESTAMPTZ,
    CHECK (published_at IS NULL OR stage = 'final'),
    CHECK (embargo_until IS NULL OR published_at IS NOT NULL)
);
CREATE INDEX snapshot_by_round ON snapshot (round, taken_at);
CREATE INDEX snapshot_by_content ON snapshot (sha256);

-- Who else may read a snapshot before everybody may.
CREATE TABLE snapshot_reader (
    snapshot   TEXT COLLATE "C" NOT NULL REFERENCES snapshot (code),
    account    UUID             NOT NULL REFERENCES account (id),
    granted_by UUID             NOT NULL,
    granted_at TIMESTAMPTZ      NOT NULL,
    PRIMARY KEY (snapshot, account)
);

CREATE FUNCTION refuse_change_of_snapshot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'snapshots are never removed';
    END IF;
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'published snapshots are never changed';
    END IF;
    IF to_jsonb(OLD) - ARRAY['published_at', 'published_by', 'embargo_until']
        <> to_jsonb(NEW) - ARRAY['published_at', 'published_by', 'embargo_until'] THEN
        RAISE EXCEPTION 'the content of a snapshot is never changed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER snapshot_is_never_changed BEFORE UPDATE OR DELETE ON snapshot
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_snapshot();
CREATE TRIGGER snapshot_is_never_emptied BEFORE TRUNCATE ON snapshot
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_snapshot();
