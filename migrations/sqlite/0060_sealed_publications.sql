-- What public pages show, and what is known of the files that were made of snapshots, is written once: nobody changes, removes or
-- replaces a row, whoever asks. Another form of the pages is more rows, of another edition.
-- The digest is of where a piece stands and of its content; pieces of editions before have none and are not read any more.
ALTER TABLE publication ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';

CREATE TRIGGER publication_is_never_changed BEFORE UPDATE ON publication
BEGIN SELECT RAISE(ABORT, 'what was made for public pages is never changed'); END;
CREATE TRIGGER publication_is_never_removed BEFORE DELETE ON publication
BEGIN SELECT RAISE(ABORT, 'what was made for public pages is never removed'); END;
-- INSERT OR REPLACE removes without asking the trigger above. What is there stays; two servers may make the same at once.
CREATE TRIGGER publication_is_never_replaced BEFORE INSERT ON publication
WHEN EXISTS (
    SELECT 1 FROM publication
    WHERE snapshot = NEW.snapshot AND edition = NEW.edition AND part = NEW.part AND code = NEW.code AND number = NEW.number
)
BEGIN SELECT RAISE(IGNORE); END;

CREATE TRIGGER snapshot_file_is_never_changed BEFORE UPDATE ON snapshot_file
BEGIN SELECT RAISE(ABORT, 'files of snapshots are never changed'); END;
CREATE TRIGGER snapshot_file_is_never_removed BEFORE DELETE ON snapshot_file
BEGIN SELECT RAISE(ABORT, 'files of snapshots are never removed'); END;
CREATE TRIGGER snapshot_file_is_never_replaced BEFORE INSERT ON snapshot_file
WHEN EXISTS (SELECT 1 FROM snapshot_file WHERE snapshot = NEW.snapshot AND export = NEW.export)
BEGIN SELECT RAISE(IGNORE); END;
