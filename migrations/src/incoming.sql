-- Mail that came in: as it came, and what became of it.
CREATE TABLE incoming (
  id {uuid} PRIMARY KEY,
  -- SHA-256 of what makes it this mail, in hexadecimal: by whatever door it comes again, it is this row.
  hash text NOT NULL UNIQUE,
  -- Every byte of it, as it came; nothing once that has served.
  raw {bytes} NOT NULL,
  -- To which address the server that took it says it was (envelope recipient).
  recipient text,
  received_at {instant} NOT NULL,
  state text NOT NULL,
  -- How often somebody began to read it, and when it may be tried again.
  attempts integer NOT NULL,
  again_at {instant} NOT NULL,
  -- Why it stands there, and what else is to be known of it.
  remarks text NOT NULL,
  ticket_id bigint REFERENCES tickets (id),
  message_id {uuid} REFERENCES messages (id),
  -- What was read in it; absent while nobody looked.
  from_name text,
  from_email text,
  subject text,
  body text,
  tail text,
  proof text
);
CREATE INDEX incoming_stored ON incoming (again_at) WHERE state = 'stored';
CREATE INDEX incoming_undecided ON incoming (id) WHERE state IN ('held', 'unsorted');
CREATE INDEX incoming_ticket ON incoming (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX incoming_message ON incoming (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX incoming_sender ON incoming (from_email, received_at) WHERE from_email IS NOT NULL;
CREATE INDEX incoming_received ON incoming (received_at);
