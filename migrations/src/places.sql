-- The other places of a question that is about several: the first stands in its row. Most have none, and whoever reads a
-- question asks here only where its row says so.
CREATE TABLE ticket_places (
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  position integer NOT NULL,
  municipality text,
  region_layout text,
  region_code text,
  PRIMARY KEY (ticket_id, position)
);
ALTER TABLE tickets ADD COLUMN more_places boolean NOT NULL DEFAULT false;
-- For whom an adviser asks.
ALTER TABLE tickets ADD COLUMN works_for text
