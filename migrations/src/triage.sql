-- Only a question that nobody has waits for a lead, and one that somebody described is for this desk.

UPDATE tickets SET triage_due_at = NULL WHERE triage_due_at IS NOT NULL AND status <> 'UNASSIGNED';

UPDATE tickets SET out_of_scope = false WHERE out_of_scope AND EXISTS (
  SELECT 1 FROM ticket_topics WHERE ticket_topics.ticket_id = tickets.id AND ticket_topics.source = 'EXPERT'
);
