-- How often each published answer was shown to somebody who was about to ask, and what they did: by day, of nobody in
-- particular.
CREATE TABLE answer_counts (
  answer_id {uuid} NOT NULL REFERENCES answers (id),
  day {date} NOT NULL,
  shown bigint NOT NULL DEFAULT 0,
  opened bigint NOT NULL DEFAULT 0,
  helped bigint NOT NULL DEFAULT 0,
  asked bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (answer_id, day)
);
CREATE INDEX answer_counts_day ON answer_counts (day);
