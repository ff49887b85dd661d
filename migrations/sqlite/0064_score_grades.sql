-- What stands behind the answers that a score was made of: how many of them have which trust grade, as JSON. Empty for scores
-- that were made before, until they are made anew.
ALTER TABLE score ADD COLUMN grades TEXT;
