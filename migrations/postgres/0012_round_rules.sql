-- Rounds that recur by rule, and the days on which offices are closed.
CREATE TABLE round_rule (
    plan         TEXT COLLATE "C" NOT NULL,
    recurrence   TEXT COLLATE "C" NOT NULL,
    opens_days   INTEGER          NOT NULL,
    due_day      INTEGER          NOT NULL,
    grace_days   INTEGER          NOT NULL,
    on_rest_days TEXT COLLATE "C" NOT NULL,
    starts_on    DATE             NOT NULL,
    PRIMARY KEY (plan, recurrence)
);

CREATE TABLE holiday (
    day     DATE             NOT NULL PRIMARY KEY,
    name_th TEXT COLLATE "C" NOT NULL,
    name_en TEXT COLLATE "C" NOT NULL,
    status  TEXT COLLATE "C" NOT NULL,
    source  TEXT COLLATE "C" NOT NULL
);
