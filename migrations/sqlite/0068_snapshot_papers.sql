-- The reports of single bodies that were set of snapshots; the content lies in the object store under its SHA-256. They are set in the
-- form of an edition, and another one is another row. Like what else was made of snapshots, a row is written once.
CREATE TABLE snapshot_paper (
    snapshot     TEXT    NOT NULL REFERENCES snapshot (code),
    organisation TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    edition      INTEGER NOT NULL,
    sha256       TEXT    NOT NULL,
    size_bytes   INTEGER NOT NULL,
    set_at       TEXT    NOT NULL,
    PRIMARY KEY (snapshot, organisation, language, edition)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER snapshot_paper_is_never_changed BEFORE UPDATE ON snapshot_paper
BEGIN SELECT RAISE(ABORT, 'reports that were set are never changed'); END;
CREATE TRIGGER snapshot_paper_is_never_removed BEFORE DELETE ON snapshot_paper
BEGIN SELECT RAISE(ABORT, 'reports that were set are never removed'); END;
-- INSERT OR REPLACE removes without asking the trigger above. What is there stays; two servers may set the same at once.
CREATE TRIGGER snapshot_paper_is_never_replaced BEFORE INSERT ON snapshot_paper
WHEN EXISTS (
    SELECT 1 FROM snapshot_paper
    WHERE snapshot = NEW.snapshot AND organisation = NEW.organisation AND language = NEW.language AND edition = NEW.edition
)
BEGIN SELECT RAISE(IGNORE); END;
