-- The tables of the desk. Words in braces differ between databases; see dialect.rs.

CREATE TABLE versions (
  id integer PRIMARY KEY,
  roster bigint NOT NULL,
  reference bigint NOT NULL
);
INSERT INTO versions (id, roster, reference) VALUES (1, 0, 0);

CREATE TABLE topics (
  key text PRIMARY KEY,
  axis text NOT NULL,
  label text NOT NULL,
  description text NOT NULL,
  position integer NOT NULL,
  valid_from {date} NOT NULL,
  valid_to {date}
);

CREATE TABLE layouts (
  key text PRIMARY KEY,
  label text NOT NULL,
  weight integer NOT NULL
);

CREATE TABLE regions (
  layout text NOT NULL REFERENCES layouts (key),
  code text NOT NULL,
  valid_from {date} NOT NULL,
  valid_to {date},
  name text NOT NULL,
  confidence text NOT NULL,
  PRIMARY KEY (layout, code, valid_from)
);

CREATE TABLE municipalities (
  code text PRIMARY KEY,
  name text NOT NULL,
  aliases {json} NOT NULL,
  valid_from {date} NOT NULL,
  valid_to {date},
  successor text
);

CREATE TABLE memberships (
  municipality text NOT NULL REFERENCES municipalities (code),
  layout text NOT NULL,
  region text NOT NULL,
  valid_from {date} NOT NULL,
  valid_to {date},
  is_primary boolean NOT NULL,
  confidence text NOT NULL,
  source text NOT NULL,
  PRIMARY KEY (municipality, layout, region, valid_from)
);

CREATE TABLE people (
  id {uuid} PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL UNIQUE,
  roles {json} NOT NULL,
  active boolean NOT NULL,
  demo boolean NOT NULL
);

CREATE TABLE experts (
  person_id {uuid} PRIMARY KEY REFERENCES people (id),
  weekly_minutes integer NOT NULL,
  working_days integer NOT NULL,
  languages {json} NOT NULL
);

CREATE TABLE expertise (
  person_id {uuid} NOT NULL REFERENCES experts (person_id),
  topic text NOT NULL,
  level integer NOT NULL,
  PRIMARY KEY (person_id, topic)
);

-- A national expert has one row with an empty layout and code.
CREATE TABLE coverage (
  person_id {uuid} NOT NULL REFERENCES experts (person_id),
  layout text NOT NULL,
  code text NOT NULL,
  PRIMARY KEY (person_id, layout, code)
);

CREATE TABLE absences (
  person_id {uuid} NOT NULL REFERENCES experts (person_id),
  from_on {date} NOT NULL,
  to_on {date} NOT NULL,
  cover_id {uuid},
  PRIMARY KEY (person_id, from_on)
);

CREATE TABLE expert_loads (
  person_id {uuid} PRIMARY KEY REFERENCES experts (person_id),
  open_minutes integer NOT NULL,
  recent_minutes integer NOT NULL,
  last_assigned_at {instant}
);

CREATE TABLE organisations (
  id {uuid} PRIMARY KEY,
  kind text NOT NULL,
  name text NOT NULL,
  folded text NOT NULL,
  -- Municipality code, layout:region, or empty: one organisation of a kind and name per place.
  place text NOT NULL,
  municipality text,
  region_layout text,
  region_code text,
  UNIQUE (kind, folded, place)
);


CREATE TABLE tickets (
  id {number},
  submission_key {uuid} NOT NULL UNIQUE,
  tracking_hash text NOT NULL UNIQUE,
  subject text NOT NULL,
  language text NOT NULL,
  status text NOT NULL,
  received_at {instant} NOT NULL,
  received_on {date} NOT NULL,
  organisation_id {uuid} NOT NULL REFERENCES organisations (id),
  organisation_kind text NOT NULL,
  municipality text,
  region_layout text,
  region_code text,
  contact_name text NOT NULL,
  contact_email text NOT NULL,
  contact_phone text,
  out_of_scope boolean NOT NULL,
  policy text NOT NULL,
  assignee_id {uuid} REFERENCES people (id),
  routing_summary text NOT NULL,
  effort_minutes integer NOT NULL,
  has_personal_data boolean NOT NULL,
  -- Ascending is most urgent first; see store/urgency.rs.
  urgency bigint NOT NULL,
  revision integer NOT NULL,
  first_answered_at {instant},
  first_answered_on {date},
  answered_at {instant},
  closed_at {instant},
  indexed boolean NOT NULL
);
CREATE INDEX tickets_urgency ON tickets (urgency, id);
CREATE INDEX tickets_assignee ON tickets (assignee_id, urgency, id);
CREATE INDEX tickets_status ON tickets (status, urgency, id);
CREATE INDEX tickets_municipality ON tickets (municipality, urgency, id) WHERE municipality IS NOT NULL;
CREATE INDEX tickets_organisation ON tickets (organisation_id, received_at);
CREATE INDEX tickets_received ON tickets (received_on);
CREATE INDEX tickets_first_answered ON tickets (first_answered_on) WHERE first_answered_on IS NOT NULL;
CREATE INDEX tickets_waiting ON tickets (status, received_at, id) WHERE status = 'UNASSIGNED' AND NOT out_of_scope;
CREATE INDEX tickets_unindexed ON tickets (id) WHERE NOT indexed;

CREATE TABLE ticket_topics (
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  position integer NOT NULL,
  topic text NOT NULL,
  axis text NOT NULL,
  source text NOT NULL,
  confidence integer,
  is_primary boolean NOT NULL,
  evidence {json} NOT NULL,
  PRIMARY KEY (ticket_id, topic)
);
CREATE INDEX ticket_topics_topic ON ticket_topics (topic, ticket_id);

CREATE TABLE messages (
  id {uuid} PRIMARY KEY,
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  kind text NOT NULL,
  author_id {uuid},
  author_name text NOT NULL,
  body text NOT NULL,
  sent_at {instant} NOT NULL
);
CREATE INDEX messages_ticket ON messages (ticket_id, id);

CREATE TABLE deadlines (
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  metric text NOT NULL,
  counted_from {instant} NOT NULL,
  due_at {instant} NOT NULL,
  due_on {date} NOT NULL,
  remind_at {instant} NOT NULL,
  derivation text NOT NULL,
  calendar_version integer NOT NULL,
  met_at {instant},
  met_on {date},
  breached_at {instant},
  paused_at {instant},
  PRIMARY KEY (ticket_id, metric)
);
CREATE INDEX deadlines_due ON deadlines (due_at) WHERE met_at IS NULL AND breached_at IS NULL AND paused_at IS NULL;
CREATE INDEX deadlines_due_on ON deadlines (metric, due_on);
CREATE INDEX deadlines_met_on ON deadlines (metric, met_on) WHERE met_on IS NOT NULL;

CREATE TABLE waits (
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  from_at {instant} NOT NULL,
  to_at {instant},
  PRIMARY KEY (ticket_id, from_at)
);

CREATE TABLE declines (
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  person_id {uuid} NOT NULL REFERENCES people (id),
  reason text NOT NULL,
  declined_at {instant} NOT NULL,
  PRIMARY KEY (ticket_id, person_id)
);

-- Append-only: nothing in the program updates or deletes these rows.
CREATE TABLE events (
  id {number},
  ticket_id bigint REFERENCES tickets (id),
  kind text NOT NULL,
  at {instant} NOT NULL,
  on_day {date} NOT NULL,
  actor {json} NOT NULL,
  origin text NOT NULL,
  detail {json} NOT NULL,
  -- By how much the number of open questions changed.
  open_delta smallint NOT NULL
);
CREATE INDEX events_ticket ON events (ticket_id, id);
CREATE INDEX events_kind ON events (kind, on_day);
CREATE INDEX events_open ON events (on_day) WHERE open_delta <> 0;

CREATE TABLE decisions (
  id {uuid} PRIMARY KEY,
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  cause text NOT NULL,
  classifier text NOT NULL,
  chosen {uuid},
  decided_at {instant} NOT NULL,
  content {json} NOT NULL
);
CREATE INDEX decisions_ticket ON decisions (ticket_id, id);

CREATE TABLE jobs (
  id {uuid} PRIMARY KEY,
  ticket_id bigint REFERENCES tickets (id),
  kind text NOT NULL,
  letter {json},
  message_id text NOT NULL,
  state text NOT NULL,
  run_at {instant} NOT NULL,
  attempt integer NOT NULL,
  last_error text,
  created_at {instant} NOT NULL,
  finished_at {instant}
);
CREATE INDEX jobs_waiting ON jobs (run_at) WHERE state IN ('queued', 'leased');
CREATE INDEX jobs_dead ON jobs (id) WHERE state = 'dead';
CREATE INDEX jobs_ticket ON jobs (ticket_id);

CREATE TABLE sessions (
  hash text PRIMARY KEY,
  person_id {uuid} NOT NULL REFERENCES people (id),
  created_at {instant} NOT NULL,
  expires_at {instant} NOT NULL
);
CREATE INDEX sessions_expires ON sessions (expires_at);
