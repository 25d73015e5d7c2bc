-- Which colleagues read and think along about a question (THINKS_ALONG), or are asked for a part of it (SECOND). Each gives
-- its expert access to that question only, until somebody takes it away.
CREATE TABLE invitations (
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  person_id {uuid} NOT NULL REFERENCES people (id),
  role text NOT NULL,
  -- What they were asked, in words; empty where a note says it.
  asks text NOT NULL,
  invited_by {uuid} NOT NULL REFERENCES people (id),
  invited_at {instant} NOT NULL,
  PRIMARY KEY (ticket_id, person_id)
);
CREATE INDEX invitations_person ON invitations (person_id);

-- Who has which question open: a row lives for minutes, and is no part of what happened. It references nothing, so that
-- writing it waits for nobody who changes a question.
CREATE TABLE openings (
  ticket_id bigint NOT NULL,
  person_id {uuid} NOT NULL,
  seen_at {instant} NOT NULL,
  PRIMARY KEY (ticket_id, person_id)
);
CREATE INDEX openings_seen ON openings (seen_at);
