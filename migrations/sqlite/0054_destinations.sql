-- Places that published snapshots are handed to. The secret is sealed, bound to the destination and the origin it is sent to.
CREATE TABLE destination (
    code       TEXT NOT NULL PRIMARY KEY,
    settings   TEXT NOT NULL,
    secret_key TEXT,
    secret     BLOB,
    set_at     TEXT NOT NULL,
    stopped_at TEXT,
    CHECK ((secret IS NULL) = (secret_key IS NULL))
) STRICT, WITHOUT ROWID;

-- What was handed to which of them: one row for each file, or for the package of a catalogue. Rows stay when a destination is
-- stopped.
CREATE TABLE handover (
    destination TEXT    NOT NULL REFERENCES destination (code),
    snapshot    TEXT    NOT NULL REFERENCES snapshot (code),
    name        TEXT    NOT NULL,
    sha256      TEXT    NOT NULL,
    size_bytes  INTEGER NOT NULL,
    place       TEXT    NOT NULL,
    attempts    INTEGER NOT NULL,
    tried_at    TEXT    NOT NULL,
    handed_at   TEXT,
    failure     TEXT,
    PRIMARY KEY (snapshot, destination, name),
    CHECK ((handed_at IS NULL) <> (failure IS NULL))
) STRICT, WITHOUT ROWID;
