-- What somebody typed in a form whose session had ended, until they signed in again and sent it.
CREATE TABLE kept_forms (
  id {uuid} PRIMARY KEY,
  person_id {uuid} NOT NULL REFERENCES people (id),
  -- Where the form was sent to.
  path text NOT NULL,
  -- Its fields, as a form sends them, without tokens and secrets.
  body text NOT NULL,
  kept_at {instant} NOT NULL,
  -- Its person was sent back to it after signing in; that happens once.
  offered boolean NOT NULL,
  expires_at {instant} NOT NULL
);
CREATE INDEX kept_forms_person ON kept_forms (person_id, kept_at);
CREATE INDEX kept_forms_expires ON kept_forms (expires_at);
