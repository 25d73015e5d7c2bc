-- The ledger says what stood before the first change.

INSERT INTO first_topics (ticket_id, topic, axis)
SELECT DISTINCT e.ticket_id, t.key, t.axis
FROM events e CROSS JOIN LATERAL jsonb_array_elements_text(e.detail -> 'before') AS b (value)
JOIN topics t ON t.key = b.value
WHERE e.id = (SELECT min(f.id) FROM events f
  WHERE f.ticket_id = e.ticket_id AND f.kind = 'topics_set' AND jsonb_array_length(f.detail -> 'before') > 0);
