-- What the ledger says of those that were closed before.
UPDATE tickets SET ending = COALESCE((
  SELECT CASE WHEN json_extract(e.detail, '$.answered') = 1 THEN 'answered'
    WHEN json_extract(e.detail, '$.why') = 'silence' THEN 'silence' ELSE 'said' END
  FROM events e WHERE e.ticket_id = tickets.id AND e.kind = 'closed' AND json_valid(e.detail) ORDER BY e.id DESC LIMIT 1
), 'said') WHERE status = 'CLOSED'
