-- Since when a line of the timetable is one: no slot from before it was missed.
CREATE TABLE timetable_line (
    job      TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    PRIMARY KEY (job)
) STRICT, WITHOUT ROWID;
