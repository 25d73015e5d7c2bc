-- One number that readiness counts up, to see whether what is written gets to the disk.
CREATE TABLE pulse (
    id integer PRIMARY KEY,
    beat bigint NOT NULL
);
INSERT INTO pulse (id, beat) VALUES (1, 0);
