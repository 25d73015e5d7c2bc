-- What the desk is called, which colours it wears and how it signs its letters: the last edition is in force.
CREATE TABLE house_styles (
  edition integer PRIMARY KEY,
  content {json} NOT NULL,
  changed_by {uuid} NOT NULL REFERENCES people (id),
  changed_at {instant} NOT NULL
);
