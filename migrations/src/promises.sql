-- What the desk promises, and how it keeps watch over it.

ALTER TABLE versions ADD COLUMN promises bigint NOT NULL DEFAULT 0;

-- Every edition of calendar and policies; the newest is in force. None yet: the program's own.
CREATE TABLE promise_rules (
  version integer PRIMARY KEY,
  content {json} NOT NULL,
  -- The first day on which it differs from the edition before: promises that end earlier are not touched.
  touches_from {date},
  -- Every promise it touches has been counted again.
  counted boolean NOT NULL,
  created_by {uuid} NOT NULL REFERENCES people (id),
  created_at {instant} NOT NULL
);

-- By how many working days a lead extended the promise.
ALTER TABLE deadlines ADD COLUMN extra_days integer NOT NULL DEFAULT 0;
-- The due instant that somebody was reminded of; another one is reminded of again.
ALTER TABLE deadlines ADD COLUMN reminded_for {instant};
CREATE INDEX deadlines_remind ON deadlines (remind_at)
  WHERE met_at IS NULL AND breached_at IS NULL AND paused_at IS NULL AND reminded_for IS NULL;
CREATE INDEX deadlines_unmet ON deadlines (due_at, ticket_id, metric) WHERE met_at IS NULL;

-- Who was written to about which promise: a crash neither loses nor repeats one.
CREATE TABLE reminders (
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  metric text NOT NULL,
  -- due_soon or missed.
  kind text NOT NULL,
  recipient_id {uuid} NOT NULL REFERENCES people (id),
  target_at {instant} NOT NULL,
  job_id {uuid} NOT NULL,
  at {instant} NOT NULL,
  PRIMARY KEY (ticket_id, metric, kind, recipient_id, target_at)
);

-- How often a lease ran out and another worker took the letter over.
ALTER TABLE jobs ADD COLUMN takeovers integer NOT NULL DEFAULT 0;
CREATE INDEX jobs_taken_over ON jobs (takeovers) WHERE takeovers > 0;
