-- Whether a mail waits for a working day: what was put back in the evening, or waited for a mail server, does not go out on a holiday.
ALTER TABLE mail ADD COLUMN on_rest_days TEXT NOT NULL DEFAULT 'move' CHECK (on_rest_days IN ('move', 'stay'));
