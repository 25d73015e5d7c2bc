-- Lists that somebody looks at again: by their name and address. What a lead shares, everybody of the desk sees.
CREATE TABLE views (
  id {uuid} PRIMARY KEY,
  person_id {uuid} NOT NULL REFERENCES people (id),
  name text NOT NULL,
  query text NOT NULL,
  shared boolean NOT NULL,
  kept_at {instant} NOT NULL
);
CREATE INDEX views_person ON views (person_id);
CREATE INDEX views_shared ON views (name) WHERE shared;
