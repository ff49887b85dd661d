-- An extension for all bodies of one kind at and below another is one row: it names the kind.
ALTER TABLE extension ADD COLUMN kind TEXT COLLATE "C";
