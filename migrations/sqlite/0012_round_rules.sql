-- Rounds that recur by rule, and the days on which offices are closed.
CREATE TABLE round_rule (
    plan         TEXT    NOT NULL,
    recurrence   TEXT    NOT NULL,
    opens_days   INTEGER NOT NULL,
    due_day      INTEGER NOT NULL,
    grace_days   INTEGER NOT NULL,
    on_rest_days TEXT    NOT NULL,
    starts_on    TEXT    NOT NULL,
    PRIMARY KEY (plan, recurrence)
) STRICT, WITHOUT ROWID;

CREATE TABLE holiday (
    day     TEXT NOT NULL PRIMARY KEY,
    name_th TEXT NOT NULL,
    name_en TEXT NOT NULL,
    status  TEXT NOT NULL,
    source  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
