-- Rows that background work could not handle: left alone for a while, so that the others go on, and shown by doctor.

CREATE TABLE setbacks (
  -- Which sweep.
  task text NOT NULL,
  -- Number of the ticket; 0 for the task as a whole.
  row_id bigint NOT NULL,
  -- How often in a row it failed.
  attempts integer NOT NULL,
  reason text NOT NULL,
  at {instant} NOT NULL,
  -- Not before this moment again.
  again_at {instant} NOT NULL,
  PRIMARY KEY (task, row_id)
);
