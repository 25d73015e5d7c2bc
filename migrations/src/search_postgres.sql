CREATE TABLE ticket_search (ticket_id bigint PRIMARY KEY REFERENCES tickets (id), stems tsvector NOT NULL);
CREATE INDEX ticket_search_stems ON ticket_search USING gin (stems);
