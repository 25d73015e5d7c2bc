-- Files that came in and belong to no message yet; what is not used in time is forgotten.
CREATE TABLE uploads (
  id {uuid} PRIMARY KEY,
  -- SHA-256 of the content, in hexadecimal; with the id it is the name of the object.
  hash text NOT NULL,
  name text NOT NULL,
  media_type text NOT NULL,
  bytes bigint NOT NULL,
  -- Who of the desk sent it; only they may use it.
  person_id {uuid} REFERENCES people (id),
  uploaded_at {instant} NOT NULL,
  expires_at {instant} NOT NULL
);
CREATE INDEX uploads_expires ON uploads (expires_at);

-- Files that came with a message.
CREATE TABLE attachments (
  id {uuid} PRIMARY KEY,
  -- The upload that brought it: a copy has the same object.
  object_id {uuid} NOT NULL,
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  message_id {uuid} NOT NULL REFERENCES messages (id),
  hash text NOT NULL,
  name text NOT NULL,
  media_type text NOT NULL,
  bytes bigint NOT NULL,
  person_id {uuid} REFERENCES people (id),
  uploaded_at {instant} NOT NULL
);
CREATE INDEX attachments_ticket ON attachments (ticket_id);
CREATE INDEX attachments_message ON attachments (message_id);
CREATE INDEX attachments_object ON attachments (object_id);
