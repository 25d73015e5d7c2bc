-- Somebody asked to be erased, or that one message is: a day later it is done, and until then it can be withdrawn.
CREATE TABLE erasures (
  id {uuid} PRIMARY KEY,
  -- Whose data, as long as it is not done or withdrawn.
  email text,
  -- Or which message.
  message_id {uuid},
  reason text NOT NULL,
  asked_by {uuid} NOT NULL REFERENCES people (id),
  asked_at {instant} NOT NULL,
  due_at {instant} NOT NULL,
  -- How many questions it was about.
  questions integer NOT NULL,
  withdrawn_at {instant},
  done_at {instant}
);
CREATE INDEX erasures_due ON erasures (due_at) WHERE withdrawn_at IS NULL AND done_at IS NULL;
