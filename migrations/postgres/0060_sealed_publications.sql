-- What public pages show, and what is known of the files that were made of snapshots, is written once: nobody changes, removes or
-- replaces a row, whoever asks. Another form of the pages is more rows, of another edition.
-- The digest is of where a piece stands and of its content; pieces of editions before have none and are not read any more.
ALTER TABLE publication ADD COLUMN sha256 TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE FUNCTION refuse_change_of_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was made of snapshots is never changed or removed';
END $$;
CREATE TRIGGER publication_is_never_changed BEFORE UPDATE OR DELETE ON publication
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_made();
CREATE TRIGGER publication_is_never_emptied BEFORE TRUNCATE ON publication
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_made();
CREATE TRIGGER snapshot_file_is_never_changed BEFORE UPDATE OR DELETE ON snapshot_file
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_made();
CREATE TRIGGER snapshot_file_is_never_emptied BEFORE TRUNCATE ON snapshot_file
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_made();
