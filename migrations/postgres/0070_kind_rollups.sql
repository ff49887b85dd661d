-- Sums at nodes with others below them, by the kind of the bodies whose values are in them. What all kinds have together stands in
-- `rollup`.
CREATE TABLE kind_rollup (
    round        TEXT COLLATE "C" NOT NULL REFERENCES round (code),
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (code),
    kind         TEXT COLLATE "C" NOT NULL,
    indicator    TEXT COLLATE "C" NOT NULL,
    rule         TEXT COLLATE "C" NOT NULL,
    part         TEXT COLLATE "C" NOT NULL,
    whole        TEXT COLLATE "C" NOT NULL,
    contributors BIGINT           NOT NULL,
    PRIMARY KEY (round, organisation, kind, indicator)
);

-- By which rule sums are kept. From the second on by kind, too: exact decimals are added by the program, when it first runs.
ALTER TABLE installation ADD COLUMN sums_rule INTEGER NOT NULL DEFAULT 1;
