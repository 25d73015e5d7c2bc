-- A search row holds marks besides words (crates/store/src/search/marks.rs), and nothing is stored twice. Every sign that
-- is no letter or digit has parted words before: the words that are there stay as they are.
ALTER TABLE ticket_search RENAME TO ticket_search_before;
CREATE VIRTUAL TABLE ticket_search USING fts5 (
  stems, content = '', contentless_delete = 1, detail = none, tokenize = "ascii tokenchars ':-_'"
);
INSERT INTO ticket_search (rowid, stems)
SELECT t.id, s.stems
  || ' k:' || lower(t.organisation_kind)
  || ' d:' || replace(t.received_on, '-', '')
  || ' m:' || substr(replace(t.received_on, '-', ''), 1, 6)
  || CASE WHEN t.assignee_id IS NULL THEN '' ELSE ' a:' || lower(hex(t.assignee_id)) END
  || coalesce(' p:' || lower(t.municipality), '')
  || coalesce(' r:' || lower(t.region_layout) || '-' || lower(t.region_code), '')
  || coalesce((SELECT group_concat(' t:' || lower(tt.topic), '') FROM ticket_topics tt WHERE tt.ticket_id = t.id), '')
  || CASE WHEN t.urgency < 20000000000000000 THEN ' o:open' ELSE
    ' w:' || ((30000000000000000 - t.urgency) / 604800000000) || ' s:' || lower(t.status) END
FROM ticket_search_before s JOIN tickets t ON t.id = s.rowid;
DROP TABLE ticket_search_before;
