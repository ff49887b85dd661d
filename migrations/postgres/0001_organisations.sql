-- Bodies of the state and what happened to them.
CREATE TABLE organisation (
    code            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    parent          TEXT COLLATE "C" REFERENCES organisation (code) DEFERRABLE INITIALLY DEFERRED,
    kind            TEXT COLLATE "C" NOT NULL,
    name_th         TEXT COLLATE "C" NOT NULL,
    name_en         TEXT COLLATE "C" NOT NULL,
    abbreviation_th TEXT COLLATE "C" NOT NULL,
    abbreviation_en TEXT COLLATE "C" NOT NULL,
    province        TEXT COLLATE "C",
    valid_from      DATE,
    valid_to        DATE,
    duty            TEXT COLLATE "C" NOT NULL,
    source          TEXT COLLATE "C" NOT NULL
);

CREATE TABLE organisation_event (
    organisation   TEXT COLLATE "C" NOT NULL REFERENCES organisation (code),
    effective_on   DATE             NOT NULL,
    kind           TEXT COLLATE "C" NOT NULL,
    other          TEXT COLLATE "C",
    name_before_th TEXT COLLATE "C" NOT NULL,
    name_before_en TEXT COLLATE "C" NOT NULL,
    note           TEXT COLLATE "C" NOT NULL,
    source         TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organisation, effective_on, kind)
);

-- One row; its number grows with every change of the register, so that servers know when to read it again.
CREATE TABLE register_stamp (
    id     INTEGER NOT NULL CHECK (id = 1),
    number BIGINT  NOT NULL,
    PRIMARY KEY (id)
);
INSERT INTO register_stamp (id, number) VALUES (1, 0);
