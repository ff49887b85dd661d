-- What both people typed over, so that whoever chooses sees all three; none where the browser did not know it.
ALTER TABLE entry_conflict ADD COLUMN base TEXT;
