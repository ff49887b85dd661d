-- What the timetable announced about a round: once for each instant of its window, also when the window moved later.
CREATE TABLE announcement (
    round     TEXT COLLATE "C" NOT NULL REFERENCES round (code),
    step      TEXT COLLATE "C" NOT NULL,
    step_at   TIMESTAMPTZ      NOT NULL,
    told_at   TIMESTAMPTZ      NOT NULL,
    expected  BIGINT           NOT NULL,
    handed_in BIGINT           NOT NULL,
    PRIMARY KEY (round, step, step_at)
);
CREATE INDEX announcement_by_age ON announcement (told_at);
