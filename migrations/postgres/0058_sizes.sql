-- How large a body is, where a source tells it; and what is usual for bodies of a kind and a size band of it. An empty band is
-- all of the kind.
ALTER TABLE organisation ADD COLUMN size_measure    TEXT COLLATE "C";
ALTER TABLE organisation ADD COLUMN size_number     BIGINT;
ALTER TABLE organisation ADD COLUMN size_counted_on DATE;
ALTER TABLE organisation ADD COLUMN size_status     TEXT COLLATE "C";
ALTER TABLE organisation ADD COLUMN size_source     TEXT COLLATE "C";
ALTER TABLE organisation_past ADD COLUMN size_measure    TEXT COLLATE "C";
ALTER TABLE organisation_past ADD COLUMN size_number     BIGINT;
ALTER TABLE organisation_past ADD COLUMN size_counted_on DATE;
ALTER TABLE organisation_past ADD COLUMN size_status     TEXT COLLATE "C";
ALTER TABLE organisation_past ADD COLUMN size_source     TEXT COLLATE "C";

ALTER TABLE usual ADD COLUMN band TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE usual ALTER COLUMN band DROP DEFAULT;
ALTER TABLE usual DROP CONSTRAINT usual_pkey;
ALTER TABLE usual ADD PRIMARY KEY (round, kind, band, indicator);
