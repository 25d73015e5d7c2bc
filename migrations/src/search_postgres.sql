CREATE TABLE ticket_search (ticket_id bigint PRIMARY KEY REFERENCES tickets (id), stems tsvector NOT NULL);
-- Without the waiting list, which every search would have to read through; it is a sweep that writes here.
CREATE INDEX ticket_search_stems ON ticket_search USING gin (stems) WITH (fastupdate = off);
