-- Through which door each question came in, as its first line in the ledger says; a part came in as its whole did.
ALTER TABLE tickets ADD COLUMN channel text NOT NULL DEFAULT 'web';

UPDATE tickets
SET channel = (SELECT e.origin FROM events e WHERE e.ticket_id = tickets.id AND e.kind = 'received' ORDER BY e.id LIMIT 1)
WHERE EXISTS (SELECT 1 FROM events e WHERE e.ticket_id = tickets.id AND e.kind = 'received' AND e.origin <> 'web');

UPDATE tickets
SET channel = (SELECT w.channel FROM splits s JOIN tickets w ON w.id = s.split_from WHERE s.ticket_id = tickets.id)
WHERE EXISTS (SELECT 1 FROM splits s WHERE s.ticket_id = tickets.id);
