-- What the desk learns, and what its leads decide about routing.

ALTER TABLE versions ADD COLUMN routing bigint NOT NULL DEFAULT 0;

-- Until when a lead may choose before the desk does; set while nobody has the question.
ALTER TABLE tickets ADD COLUMN triage_due_at {instant};
CREATE INDEX tickets_triage ON tickets (triage_due_at, id) WHERE triage_due_at IS NOT NULL;

-- Append-only: what people said a question is about. Its text stands with the ticket.
CREATE TABLE corrections (
  id {number},
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  groups {json} NOT NULL,
  themes {json} NOT NULL,
  -- Set when somebody only said which theme it is not.
  wrong_theme text,
  -- How sure the classifier was of its primary theme, in thousandths, and whether that proved right.
  certainty integer,
  was_right boolean,
  person_id {uuid} NOT NULL REFERENCES people (id),
  at {instant} NOT NULL
);
CREATE INDEX corrections_ticket ON corrections (ticket_id, id);

-- Every model that was fitted; it follows from the program and the corrections up to a number.
CREATE TABLE models (
  id {number},
  version text NOT NULL,
  corrections_until bigint NOT NULL,
  state text NOT NULL,
  report {json} NOT NULL,
  created_at {instant} NOT NULL,
  UNIQUE (version, corrections_until)
);

-- Words that the desk added to the lexicon. Rows are ended, not deleted.
CREATE TABLE terms (
  id {number},
  topic text NOT NULL,
  pattern text NOT NULL,
  weight integer NOT NULL,
  added_by {uuid} NOT NULL REFERENCES people (id),
  added_at {instant} NOT NULL,
  removed_by {uuid},
  removed_at {instant}
);

CREATE TABLE routing_rules (
  id integer PRIMARY KEY,
  -- From which certainty (thousandths) the desk assigns at once; below it a lead chooses.
  assign_from integer NOT NULL,
  -- False after a lead went back to an earlier model.
  learns boolean NOT NULL
);
INSERT INTO routing_rules (id, assign_from, learns) VALUES (1, 0, true);

-- Who stands in for whom, until the other is back.
CREATE TABLE stand_ins (
  ticket_id bigint PRIMARY KEY REFERENCES tickets (id),
  absent_id {uuid} NOT NULL REFERENCES people (id),
  cover_id {uuid} NOT NULL REFERENCES people (id),
  at {instant} NOT NULL
);

CREATE TABLE conflicts (
  person_id {uuid} NOT NULL REFERENCES people (id),
  organisation_id {uuid} NOT NULL REFERENCES organisations (id),
  at {instant} NOT NULL,
  PRIMARY KEY (person_id, organisation_id)
);
CREATE INDEX conflicts_organisation ON conflicts (organisation_id);
