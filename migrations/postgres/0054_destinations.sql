-- Places that published snapshots are handed to. The secret is sealed, bound to the destination and the origin it is sent to.
CREATE TABLE destination (
    code       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    settings   TEXT COLLATE "C" NOT NULL,
    secret_key TEXT COLLATE "C",
    secret     BYTEA,
    set_at     TIMESTAMPTZ      NOT NULL,
    stopped_at TIMESTAMPTZ,
    CHECK ((secret IS NULL) = (secret_key IS NULL))
);

-- What was handed to which of them: one row for each file, or for the package of a catalogue. Rows stay when a destination is
-- stopped.
CREATE TABLE handover (
    destination TEXT COLLATE "C" NOT NULL REFERENCES destination (code),
    snapshot    TEXT COLLATE "C" NOT NULL REFERENCES snapshot (code),
    name        TEXT COLLATE "C" NOT NULL,
    sha256      TEXT COLLATE "C" NOT NULL,
    size_bytes  BIGINT           NOT NULL,
    place       TEXT COLLATE "C" NOT NULL,
    attempts    BIGINT           NOT NULL,
    tried_at    TIMESTAMPTZ      NOT NULL,
    handed_at   TIMESTAMPTZ,
    failure     TEXT COLLATE "C",
    PRIMARY KEY (snapshot, destination, name),
    CHECK ((handed_at IS NULL) <> (failure IS NULL))
);
