-- What agencies publish at addresses of their own, and when it is asked; a secret is encrypted with a key of the
-- configuration. What is removed stays for its polls.
CREATE TABLE collector (
    id            BLOB    NOT NULL PRIMARY KEY,
    agency        TEXT    NOT NULL REFERENCES organisation (code),
    plan          TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    endpoint      TEXT    NOT NULL,
    mapping       TEXT    NOT NULL,
    times         TEXT    NOT NULL,
    handing       TEXT    NOT NULL,
    activity      TEXT    NOT NULL,
    secret_header TEXT,
    secret_key    TEXT,
    secret        BLOB,
    version       INTEGER NOT NULL,
    next_due_at   TEXT,
    failures      INTEGER NOT NULL,
    set_by        BLOB    NOT NULL,
    set_at        TEXT    NOT NULL,
    removed_at    TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX collector_by_agency ON collector (agency) WHERE removed_at IS NULL;
CREATE INDEX collector_by_due ON collector (next_due_at) WHERE next_due_at IS NOT NULL;

-- Every time that an endpoint was asked: the request, the answer's head, and what came of it.
CREATE TABLE poll (
    id            BLOB    NOT NULL PRIMARY KEY,
    collector     BLOB    NOT NULL REFERENCES collector (id),
    rule_version  INTEGER NOT NULL,
    round         TEXT    NOT NULL,
    asked_by      BLOB,
    started_at    TEXT    NOT NULL,
    finished_at   TEXT,
    outcome       TEXT    NOT NULL,
    url           TEXT    NOT NULL,
    request       TEXT    NOT NULL,
    address       TEXT,
    status        INTEGER,
    response      TEXT    NOT NULL,
    size_bytes    INTEGER,
    sha256        TEXT,
    etag          TEXT,
    last_modified TEXT,
    timing        TEXT    NOT NULL,
    details       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX poll_by_collector ON poll (collector, started_at);
CREATE INDEX poll_by_start ON poll (started_at);
CREATE INDEX poll_running ON poll (started_at) WHERE finished_at IS NULL;
