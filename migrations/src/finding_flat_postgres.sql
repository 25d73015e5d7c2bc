-- A search row holds marks besides words (crates/store/src/search/marks.rs), and no places of words in the text.
DROP INDEX ticket_search_stems;
ALTER TABLE ticket_search RENAME TO ticket_search_before;
ALTER INDEX ticket_search_pkey RENAME TO ticket_search_before_pkey;
CREATE TABLE ticket_search (ticket_id bigint PRIMARY KEY REFERENCES tickets (id), stems tsvector NOT NULL);
INSERT INTO ticket_search (ticket_id, stems)
SELECT t.id, strip(s.stems) || array_to_tsvector(array_remove(ARRAY[
    'k:' || lower(t.organisation_kind),
    'd:' || to_char(t.received_on, 'YYYYMMDD'),
    'm:' || to_char(t.received_on, 'YYYYMM'),
    'a:' || replace(t.assignee_id::text, '-', ''),
    'p:' || lower(t.municipality),
    'r:' || lower(t.region_layout) || '-' || lower(t.region_code),
    CASE WHEN t.urgency < 20000000000000000 THEN 'o:open' ELSE 's:' || lower(t.status) END,
    CASE WHEN t.urgency >= 20000000000000000 THEN 'w:' || ((30000000000000000 - t.urgency) / 604800000000) END
  ] || (SELECT array_agg('t:' || lower(tt.topic)) FROM ticket_topics tt WHERE tt.ticket_id = t.id), NULL))
FROM ticket_search_before s JOIN tickets t ON t.id = s.ticket_id;
DROP TABLE ticket_search_before;
-- Without the waiting list, which every search would have to read through; it is a sweep that writes here.
CREATE INDEX ticket_search_stems ON ticket_search USING gin (stems) WITH (fastupdate = off);
-- Words were parted by PostgreSQL before: where it may have parted them otherwise than we do, the sweep does it again.
UPDATE tickets SET indexed = false FROM ticket_search s
WHERE s.ticket_id = tickets.id AND s.stems::text ~ '[^ -~]|''[^'':]*([0-9][a-z]|[a-z][0-9])';
-- At most so many search rows that match, found by their index and never by reading them all: what the planner thinks of
-- how many there are would decide otherwise.
CREATE FUNCTION search_rows(wanted tsquery, most bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE ROWS 50 SET enable_seqscan = off
AS 'SELECT ticket_id FROM ticket_search WHERE stems @@ wanted LIMIT most';
