-- How the value of a derived indicator was worked out, or why there is none; nothing of values that were reported.
ALTER TABLE value ADD COLUMN working TEXT;
