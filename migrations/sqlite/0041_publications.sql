-- What the public pages of a published snapshot show, extracted once from its signed lines (and, as its own part, the sourced
-- figures as they stood then). Nothing of it is a source: it can be made again from the file. A row may be long, so the table
-- is an ordinary one.
CREATE TABLE publication (
    snapshot TEXT    NOT NULL REFERENCES snapshot (code),
    edition  INTEGER NOT NULL,
    part     TEXT    NOT NULL,
    code     TEXT    NOT NULL,
    number   INTEGER NOT NULL,
    content  TEXT    NOT NULL,
    PRIMARY KEY (snapshot, edition, part, code, number)
) STRICT;
