-- What questions were about at first, of those whose topics were changed: trends go by these, so that looking at old
-- questions again makes nothing rise. A question without rows here still has its first topics.

CREATE TABLE first_topics (
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  topic text NOT NULL,
  axis text NOT NULL,
  PRIMARY KEY (ticket_id, topic)
);
