-- The reports of single bodies that were set of snapshots; the content lies in the object store under its SHA-256. They are set in the
-- form of an edition, and another one is another row. Like what else was made of snapshots, a row is written once.
CREATE TABLE snapshot_paper (
    snapshot     TEXT COLLATE "C" NOT NULL REFERENCES snapshot (code),
    organisation TEXT COLLATE "C" NOT NULL,
    language     TEXT COLLATE "C" NOT NULL,
    edition      BIGINT           NOT NULL,
    sha256       TEXT COLLATE "C" NOT NULL,
    size_bytes   BIGINT           NOT NULL,
    set_at       TIMESTAMPTZ      NOT NULL,
    PRIMARY KEY (snapshot, organisation, language, edition)
);

CREATE TRIGGER snapshot_paper_is_never_changed BEFORE UPDATE OR DELETE ON snapshot_paper
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_made();
CREATE TRIGGER snapshot_paper_is_never_emptied BEFORE TRUNCATE ON snapshot_paper
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_made();
