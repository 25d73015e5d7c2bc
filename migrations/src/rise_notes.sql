-- What leads wrote with topics that rose.
CREATE TABLE rise_notes (
  id {uuid} PRIMARY KEY,
  topic text NOT NULL,
  since {date} NOT NULL,
  note text NOT NULL,
  noted_by {uuid} NOT NULL REFERENCES people (id),
  noted_at {instant} NOT NULL
);
CREATE INDEX rise_notes_newest ON rise_notes (noted_at);
