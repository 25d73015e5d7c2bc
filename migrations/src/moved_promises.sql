-- Promises that a changed calendar moved, until their asker is told: one letter for each person, whatever number of questions.
CREATE TABLE moved_promises (
  ticket_id bigint PRIMARY KEY REFERENCES tickets (id),
  -- Who is to be told: a hash of name and address.
  recipient text NOT NULL,
  -- What they were told last.
  first_response_due_at {instant} NOT NULL,
  answer_due_at {instant} NOT NULL
);
CREATE INDEX moved_promises_recipient ON moved_promises (recipient, ticket_id);
