-- What is usual among bodies of one kind in a round, kept so that a form compares with one row for each indicator; and
-- why a value that looked wrong is right, which travels with the value.
CREATE TABLE usual (
    round     TEXT COLLATE "C" NOT NULL REFERENCES round (code),
    kind      TEXT COLLATE "C" NOT NULL,
    indicator TEXT COLLATE "C" NOT NULL,
    median    TEXT COLLATE "C" NOT NULL,
    spread    TEXT COLLATE "C" NOT NULL,
    figures   BIGINT           NOT NULL,
    PRIMARY KEY (round, kind, indicator)
);

ALTER TABLE value ADD COLUMN explanation TEXT COLLATE "C";
UPDATE value
SET explanation = (
        SELECT told.explanation
        FROM submitted_entry AS told
        WHERE told.round = value.round AND told.agency = value.agency
            AND told.revision = value.revision AND told.indicator = value.indicator AND told.explanation <> ''
    );
