-- What the public pages of a published snapshot show, extracted once from its signed lines (and, as its own part, the sourced
-- figures as they stood then). Nothing of it is a source: it can be made again from the file.
CREATE TABLE publication (
    snapshot TEXT COLLATE "C" NOT NULL REFERENCES snapshot (code),
    edition  INTEGER          NOT NULL,
    part     TEXT COLLATE "C" NOT NULL,
    code     TEXT COLLATE "C" NOT NULL,
    number   BIGINT           NOT NULL,
    content  TEXT             NOT NULL,
    PRIMARY KEY (snapshot, edition, part, code, number)
);
