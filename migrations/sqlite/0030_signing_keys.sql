-- The public parts of the keys that sign snapshots, and their lives. A key ends once and is never removed.
CREATE TABLE signing_key (
    id                TEXT NOT NULL PRIMARY KEY,
    public_key        TEXT NOT NULL UNIQUE,
    since             TEXT NOT NULL,
    until             TEXT,
    vouched_by        TEXT REFERENCES signing_key (id),
    vouched_signature TEXT
) STRICT, WITHOUT ROWID;

CREATE TRIGGER signing_key_is_never_removed BEFORE DELETE ON signing_key
BEGIN SELECT RAISE(ABORT, 'signing keys are never removed'); END;
CREATE TRIGGER signing_key_is_never_replaced BEFORE INSERT ON signing_key
WHEN EXISTS (SELECT 1 FROM signing_key WHERE id = NEW.id OR public_key = NEW.public_key)
BEGIN SELECT RAISE(ABORT, 'signing keys are never replaced'); END;
CREATE TRIGGER signing_key_ends_once BEFORE UPDATE ON signing_key
WHEN OLD.until IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a signing key ends once'); END;
CREATE TRIGGER signing_key_is_never_changed BEFORE UPDATE OF id, public_key, since, vouched_by, vouched_signature ON signing_key
BEGIN SELECT RAISE(ABORT, 'signing keys are never changed'); END;
