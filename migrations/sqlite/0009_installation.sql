-- One row: what kind of installation this is.
CREATE TABLE installation (
    id            INTEGER NOT NULL CHECK (id = 1),
    demonstration INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;
INSERT INTO installation (id, demonstration) VALUES (1, 0);
