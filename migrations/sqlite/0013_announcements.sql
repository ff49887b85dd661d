-- What the timetable announced about a round: once for each instant of its window, also when the window moved later.
CREATE TABLE announcement (
    round     TEXT    NOT NULL REFERENCES round (code),
    step      TEXT    NOT NULL,
    step_at   TEXT    NOT NULL,
    told_at   TEXT    NOT NULL,
    expected  INTEGER NOT NULL,
    handed_in INTEGER NOT NULL,
    PRIMARY KEY (round, step, step_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX announcement_by_age ON announcement (told_at);
