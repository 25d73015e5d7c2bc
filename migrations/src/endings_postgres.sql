-- What the ledger says of those that were closed before.
UPDATE tickets SET ending = COALESCE((
  SELECT CASE WHEN e.detail ->> 'answered' = 'true' THEN 'answered'
    WHEN e.detail ->> 'why' = 'silence' THEN 'silence' ELSE 'said' END
  FROM events e WHERE e.ticket_id = tickets.id AND e.kind = 'closed' ORDER BY e.id DESC LIMIT 1
), 'said') WHERE status = 'CLOSED'
