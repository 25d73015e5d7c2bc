-- An asker who says nothing is reminded, and then the question is closed. While it waits it costs its expert nothing.

ALTER TABLE tickets ADD COLUMN waiting_since {instant};
ALTER TABLE tickets ADD COLUMN asker_reminded_at {instant};
-- When the desk does the next thing by itself.
ALTER TABLE tickets ADD COLUMN acts_at {instant};

-- The latest question back counts. One that looks for another expert waits as well, until its asker reacts.
UPDATE tickets SET waiting_since = COALESCE(
  (SELECT max(m.sent_at) FROM messages m WHERE m.ticket_id = tickets.id AND m.kind = 'ASK_BACK'),
  (SELECT max(w.from_at) FROM waits w WHERE w.ticket_id = tickets.id AND w.to_at IS NULL),
  received_at)
WHERE status = 'WAITING_FOR_ASKER' OR (status = 'UNASSIGNED'
  AND EXISTS (SELECT 1 FROM waits w WHERE w.ticket_id = tickets.id AND w.to_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM messages r WHERE r.ticket_id = tickets.id AND r.kind = 'ASKER_REACTION'
    AND r.sent_at > (SELECT max(m.sent_at) FROM messages m WHERE m.ticket_id = tickets.id AND m.kind = 'ASK_BACK')));

CREATE INDEX tickets_acts ON tickets (acts_at, id) WHERE acts_at IS NOT NULL;
-- Those of before, and of a time in which the desk did nothing by itself: the sweep gives them their day.
CREATE INDEX tickets_undated_waiting ON tickets (id)
  WHERE acts_at IS NULL AND asker_reminded_at IS NULL AND waiting_since IS NOT NULL;
CREATE INDEX tickets_undated_answered ON tickets (status, id) WHERE acts_at IS NULL AND status = 'ANSWERED';

-- Waiting questions counted in their expert's week.
UPDATE expert_loads SET open_minutes = COALESCE(
  (SELECT sum(t.effort_minutes) FROM tickets t WHERE t.assignee_id = expert_loads.person_id AND t.status = 'ASSIGNED'), 0);
