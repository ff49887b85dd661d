-- In which language, era and digits somebody reads; nothing until they chose.
ALTER TABLE account ADD COLUMN language TEXT COLLATE "C";
ALTER TABLE account ADD COLUMN era TEXT COLLATE "C";
ALTER TABLE account ADD COLUMN digits TEXT COLLATE "C";
