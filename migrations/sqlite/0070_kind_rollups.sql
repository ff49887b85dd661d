-- Sums at nodes with others below them, by the kind of the bodies whose values are in them. What all kinds have together stands in
-- `rollup`.
CREATE TABLE kind_rollup (
    round        TEXT    NOT NULL REFERENCES round (code),
    organisation TEXT    NOT NULL REFERENCES organisation (code),
    kind         TEXT    NOT NULL,
    indicator    TEXT    NOT NULL,
    rule         TEXT    NOT NULL,
    part         TEXT    NOT NULL,
    whole        TEXT    NOT NULL,
    contributors INTEGER NOT NULL,
    PRIMARY KEY (round, organisation, kind, indicator)
) STRICT, WITHOUT ROWID;

-- By which rule sums are kept. From the second on by kind, too: exact decimals are added by the program, when it first runs.
ALTER TABLE installation ADD COLUMN sums_rule INTEGER NOT NULL DEFAULT 1;
