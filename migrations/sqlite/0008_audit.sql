-- Everything that was done, append-only and hash-chained.
CREATE TABLE audit_event (
    sequence INTEGER NOT NULL,
    at       TEXT    NOT NULL,
    account  BLOB,
    channel  TEXT    NOT NULL,
    action   TEXT    NOT NULL,
    object   TEXT    NOT NULL,
    details  TEXT    NOT NULL,
    previous TEXT    NOT NULL,
    digest   TEXT    NOT NULL,
    PRIMARY KEY (sequence)
) STRICT;

-- One row: the end of the chain. Updating it first makes writers wait for one another.
CREATE TABLE audit_head (
    id       INTEGER NOT NULL CHECK (id = 1),
    sequence INTEGER NOT NULL,
    digest   TEXT    NOT NULL,
    PRIMARY KEY (id)
) STRICT;
INSERT INTO audit_head (id, sequence, digest)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TRIGGER audit_event_is_never_changed BEFORE UPDATE ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END;
CREATE TRIGGER audit_event_is_never_removed BEFORE DELETE ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit events are never removed'); END;
