-- Since when a line of the timetable is one: no slot from before it was missed.
CREATE TABLE timetable_line (
    job      TEXT COLLATE "C" NOT NULL,
    begun_at TIMESTAMPTZ      NOT NULL,
    PRIMARY KEY (job)
);
