-- Everything that was done, append-only and hash-chained.
CREATE TABLE audit_event (
    sequence BIGINT           NOT NULL,
    at       TIMESTAMPTZ      NOT NULL,
    account  UUID,
    channel  TEXT COLLATE "C" NOT NULL,
    action   TEXT COLLATE "C" NOT NULL,
    object   TEXT COLLATE "C" NOT NULL,
    details  TEXT COLLATE "C" NOT NULL,
    previous TEXT COLLATE "C" NOT NULL,
    digest   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (sequence)
);

-- One row: the end of the chain. Updating it first makes writers wait for one another.
CREATE TABLE audit_head (
    id       INTEGER          NOT NULL CHECK (id = 1),
    sequence BIGINT           NOT NULL,
    digest   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (id)
);
INSERT INTO audit_head (id, sequence, digest)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events are never changed or removed';
END $$;
CREATE TRIGGER audit_event_is_never_changed BEFORE UPDATE OR DELETE ON audit_event
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit();
CREATE TRIGGER audit_event_is_never_emptied BEFORE TRUNCATE ON audit_event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit();
