-- Bodies of the state and what happened to them.
CREATE TABLE organisation (
    code            TEXT NOT NULL PRIMARY KEY,
    parent          TEXT REFERENCES organisation (code) DEFERRABLE INITIALLY DEFERRED,
    kind            TEXT NOT NULL,
    name_th         TEXT NOT NULL,
    name_en         TEXT NOT NULL,
    abbreviation_th TEXT NOT NULL,
    abbreviation_en TEXT NOT NULL,
    province        TEXT,
    valid_from      TEXT,
    valid_to        TEXT,
    duty            TEXT NOT NULL,
    source          TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE organisation_event (
    organisation   TEXT NOT NULL REFERENCES organisation (code),
    effective_on   TEXT NOT NULL,
    kind           TEXT NOT NULL,
    other          TEXT,
    name_before_th TEXT NOT NULL,
    name_before_en TEXT NOT NULL,
    note           TEXT NOT NULL,
    source         TEXT NOT NULL,
    PRIMARY KEY (organisation, effective_on, kind)
) STRICT, WITHOUT ROWID;

-- One row; its number grows with every change of the register, so that servers know when to read it again.
CREATE TABLE register_stamp (
    id     INTEGER NOT NULL CHECK (id = 1),
    number INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;
INSERT INTO register_stamp (id, number) VALUES (1, 0);
