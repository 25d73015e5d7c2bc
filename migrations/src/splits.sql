-- Which question the desk split off from which: a part that is followed and answered by itself.
CREATE TABLE splits (
  ticket_id bigint PRIMARY KEY REFERENCES tickets (id),
  split_from bigint NOT NULL REFERENCES tickets (id),
  CHECK (split_from < ticket_id)
);
CREATE INDEX splits_from ON splits (split_from);
