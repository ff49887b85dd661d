-- What agencies publish at addresses of their own, and when it is asked; a secret is encrypted with a key of the
-- configuration. What is removed stays for its polls.
CREATE TABLE collector (
    id            UUID             NOT NULL PRIMARY KEY,
    agency        TEXT COLLATE "C" NOT NULL REFERENCES organisation (code),
    plan          TEXT COLLATE "C" NOT NULL,
    name          TEXT COLLATE "C" NOT NULL,
    endpoint      TEXT COLLATE "C" NOT NULL,
    mapping       TEXT COLLATE "C" NOT NULL,
    times         TEXT COLLATE "C" NOT NULL,
    handing       TEXT COLLATE "C" NOT NULL,
    activity      TEXT COLLATE "C" NOT NULL,
    secret_header TEXT COLLATE "C",
    secret_key    TEXT COLLATE "C",
    secret        BYTEA,
    version       BIGINT           NOT NULL,
    next_due_at   TIMESTAMPTZ,
    failures      BIGINT           NOT NULL,
    set_by        UUID             NOT NULL,
    set_at        TIMESTAMPTZ      NOT NULL,
    removed_at    TIMESTAMPTZ
);
CREATE INDEX collector_by_agency ON collector (agency) WHERE removed_at IS NULL;
CREATE INDEX collector_by_due ON collector (next_due_at) WHERE next_due_at IS NOT NULL;

-- Every time that an endpoint was asked: the request, the answer's head, and what came of it.
CREATE TABLE poll (
    id            UUID             NOT NULL PRIMARY KEY,
    collector     UUID             NOT NULL REFERENCES collector (id),
    rule_version  BIGINT           NOT NULL,
    round         TEXT COLLATE "C" NOT NULL,
    asked_by      UUID,
    started_at    TIMESTAMPTZ      NOT NULL,
    finished_at   TIMESTAMPTZ,
    outcome       TEXT COLLATE "C" NOT NULL,
    url           TEXT COLLATE "C" NOT NULL,
    request       TEXT COLLATE "C" NOT NULL,
    address       TEXT COLLATE "C",
    status        INTEGER,
    response      TEXT COLLATE "C" NOT NULL,
    size_bytes    BIGINT,
    sha256        TEXT COLLATE "C",
    etag          TEXT COLLATE "C",
    last_modified TEXT COLLATE "C",
    timing        TEXT COLLATE "C" NOT NULL,
    details       TEXT COLLATE "C" NOT NULL
);
CREATE INDEX poll_by_collector ON poll (collector, started_at);
CREATE INDEX poll_by_start ON poll (started_at);
CREATE INDEX poll_running ON poll (started_at) WHERE finished_at IS NULL;
