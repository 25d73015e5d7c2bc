-- What goes after its term: who asked, and later every text. The figures keep counting.
ALTER TABLE tickets ADD COLUMN contact_erased_at {instant};
ALTER TABLE tickets ADD COLUMN texts_erased_at {instant};
-- Finished questions of which something is still to go, by when they were finished.
CREATE INDEX tickets_with_contact ON tickets (COALESCE(closed_at, answered_at), id)
  WHERE contact_erased_at IS NULL AND status IN ('ANSWERED', 'CLOSED');
CREATE INDEX tickets_with_texts ON tickets (COALESCE(closed_at, answered_at), id)
  WHERE texts_erased_at IS NULL AND status IN ('ANSWERED', 'CLOSED');
-- Letters that somebody dealt with, or that were never sent.
CREATE INDEX jobs_settled ON jobs (finished_at) WHERE state IN ('withdrawn', 'dismissed');

-- Questions of which nothing goes, whatever their term (legal hold), until somebody lifts that.
CREATE TABLE holds (
  ticket_id bigint PRIMARY KEY REFERENCES tickets (id),
  reason text NOT NULL,
  held_by {uuid} NOT NULL REFERENCES people (id),
  held_at {instant} NOT NULL
);
