-- How large a body is, where a source tells it; and what is usual for bodies of a kind and a size band of it. An empty band is
-- all of the kind.
ALTER TABLE organisation ADD COLUMN size_measure    TEXT;
ALTER TABLE organisation ADD COLUMN size_number     INTEGER;
ALTER TABLE organisation ADD COLUMN size_counted_on TEXT;
ALTER TABLE organisation ADD COLUMN size_status     TEXT;
ALTER TABLE organisation ADD COLUMN size_source     TEXT;
ALTER TABLE organisation_past ADD COLUMN size_measure    TEXT;
ALTER TABLE organisation_past ADD COLUMN size_number     INTEGER;
ALTER TABLE organisation_past ADD COLUMN size_counted_on TEXT;
ALTER TABLE organisation_past ADD COLUMN size_status     TEXT;
ALTER TABLE organisation_past ADD COLUMN size_source     TEXT;

CREATE TABLE usual_of_group (
    round     TEXT    NOT NULL REFERENCES round (code),
    kind      TEXT    NOT NULL,
    band      TEXT    NOT NULL,
    indicator TEXT    NOT NULL,
    median    TEXT    NOT NULL,
    spread    TEXT    NOT NULL,
    figures   INTEGER NOT NULL,
    PRIMARY KEY (round, kind, band, indicator)
) STRICT, WITHOUT ROWID;
INSERT INTO usual_of_group (round, kind, band, indicator, median, spread, figures)
SELECT round, kind, '', indicator, median, spread, figures FROM usual;
DROP TABLE usual;
ALTER TABLE usual_of_group RENAME TO usual;
