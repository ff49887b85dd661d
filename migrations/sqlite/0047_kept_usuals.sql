-- Counts how often what is usual in a round was kept: what servers keep in memory of it is right while this stays as it is.
ALTER TABLE round ADD COLUMN usuals_kept INTEGER NOT NULL DEFAULT 0;
