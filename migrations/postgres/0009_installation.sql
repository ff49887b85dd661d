-- One row: what kind of installation this is.
CREATE TABLE installation (
    id            INTEGER NOT NULL CHECK (id = 1),
    demonstration BOOLEAN NOT NULL,
    PRIMARY KEY (id)
);
INSERT INTO installation (id, demonstration) VALUES (1, FALSE);
