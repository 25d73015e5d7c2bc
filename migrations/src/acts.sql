-- What people did to a ticket: once per key, and by revision, so that somebody else can be told what is new.

-- An act that was done, by the key of the form or of the request that asked for it.
CREATE TABLE acts (
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  act_key {uuid} NOT NULL,
  -- SHA-256 of who did what, with which words.
  content_hash text NOT NULL,
  at {instant} NOT NULL,
  PRIMARY KEY (ticket_id, act_key)
);

-- The revision of the ticket that came of it; none for what changes no ticket (a reminder) and for what is older.
ALTER TABLE events ADD COLUMN revision integer;
ALTER TABLE messages ADD COLUMN revision integer;
