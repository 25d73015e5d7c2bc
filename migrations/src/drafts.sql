-- What somebody is writing about a question, until they send it: one text of each kind for each of them.
CREATE TABLE drafts (
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  person_id {uuid} NOT NULL REFERENCES people (id),
  -- What it is to become: ANSWER or NOTE.
  kind text NOT NULL,
  body text NOT NULL,
  -- The revision of the question that its writer saw.
  revision integer NOT NULL,
  kept_at {instant} NOT NULL,
  PRIMARY KEY (ticket_id, person_id, kind)
);
