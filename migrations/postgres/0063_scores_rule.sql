-- By which rule the kept scores were made. From the second on, answers of earlier rounds that still hold count: whatever was made by
-- the first is made anew when the program first runs.
ALTER TABLE installation ADD COLUMN scores_rule INTEGER NOT NULL DEFAULT 1;
