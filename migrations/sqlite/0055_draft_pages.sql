-- On which page an entry was typed, as it was shown to one person once: whoever goes back to that page in their browser and
-- types again means the newest text, and two pages of one account are told apart. Unknown for other ways in.
ALTER TABLE draft_entry ADD COLUMN edited_on BLOB;
