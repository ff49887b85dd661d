-- The public parts of the keys that sign snapshots, and their lives. A key ends once and is never removed.
CREATE TABLE signing_key (
    id                TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    public_key        TEXT COLLATE "C" NOT NULL UNIQUE,
    since             TIMESTAMPTZ      NOT NULL,
    until             TIMESTAMPTZ,
    vouched_by        TEXT COLLATE "C" REFERENCES signing_key (id),
    vouched_signature TEXT COLLATE "C"
);

CREATE FUNCTION refuse_change_of_signing_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'signing keys are never removed';
    END IF;
    IF OLD.until IS NOT NULL OR to_jsonb(OLD) - 'until' <> to_jsonb(NEW) - 'until' THEN
        RAISE EXCEPTION 'a signing key ends once and is never changed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signing_key_is_never_changed BEFORE UPDATE OR DELETE ON signing_key
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_signing_key();
CREATE TRIGGER signing_key_is_never_emptied BEFORE TRUNCATE ON signing_key
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_signing_key();
