-- What askers say of answers: once for each answer, the last thing they said.
CREATE TABLE feedback (
  -- The message with the answer.
  answer_id {uuid} PRIMARY KEY,
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  -- yes, partly or no.
  helped text NOT NULL,
  -- The key of a reason, where it did not help in full.
  reason text,
  -- never, waits (somebody at the desk has to decide), reopened or declined.
  asked_to_reopen text NOT NULL,
  said_at {instant} NOT NULL
);
CREATE INDEX feedback_ticket ON feedback (ticket_id);
CREATE INDEX feedback_waits ON feedback (ticket_id) WHERE asked_to_reopen = 'waits';
CREATE INDEX feedback_said ON feedback (said_at);
