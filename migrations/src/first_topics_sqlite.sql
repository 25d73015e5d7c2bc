-- The ledger says what stood before the first change.

INSERT INTO first_topics (ticket_id, topic, axis)
SELECT DISTINCT e.ticket_id, t.key, t.axis
FROM events e JOIN json_each(e.detail, '$.before') b
JOIN topics t ON t.key = b.value
WHERE e.id = (SELECT min(f.id) FROM events f
  WHERE f.ticket_id = e.ticket_id AND f.kind = 'topics_set' AND json_array_length(f.detail, '$.before') > 0);
