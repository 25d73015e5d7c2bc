-- Answers that everybody may read, and the versions of each.
CREATE TABLE answers (
  id {uuid} PRIMARY KEY,
  -- Its place in the address, from its first publication on.
  key text,
  owner_id {uuid} NOT NULL REFERENCES people (id),
  -- The question it was made of.
  ticket_id bigint REFERENCES tickets (id),
  first_published_at {instant},
  -- When, and as the how many-th, what the public reads last changed.
  changed_at {instant},
  edition bigint
);
CREATE UNIQUE INDEX answers_key ON answers (key) WHERE key IS NOT NULL;
CREATE UNIQUE INDEX answers_edition ON answers (edition) WHERE edition IS NOT NULL;
CREATE INDEX answers_ticket ON answers (ticket_id) WHERE ticket_id IS NOT NULL;

CREATE TABLE answer_versions (
  answer_id {uuid} NOT NULL REFERENCES answers (id),
  number integer NOT NULL,
  state text NOT NULL,
  content {json} NOT NULL,
  author_id {uuid} NOT NULL REFERENCES people (id),
  written_at {instant} NOT NULL,
  offered_at {instant},
  -- Who read it as the second one, when, and what they said when they sent it back.
  reader_id {uuid} REFERENCES people (id),
  read_at {instant},
  remark text,
  -- When another version took its place, or when and by whom it was withdrawn.
  ended_at {instant},
  ended_by {uuid} REFERENCES people (id),
  revision integer NOT NULL,
  PRIMARY KEY (answer_id, number)
);
-- At most one that the public reads, and at most one that is being written.
CREATE UNIQUE INDEX answer_versions_public ON answer_versions (answer_id) WHERE state = 'published';
CREATE UNIQUE INDEX answer_versions_working ON answer_versions (answer_id) WHERE state IN ('draft', 'offered');
CREATE INDEX answer_versions_written ON answer_versions (written_at) WHERE state IN ('draft', 'offered');

-- Counts up with every change of what the public reads.
ALTER TABLE versions ADD COLUMN answers bigint NOT NULL DEFAULT 0;
