-- One row for each promise of each round, and what became of it. A round begins at receipt and each time the question is
-- opened again. SQLite cannot change a primary key: the table is made again.

CREATE TABLE deadlines_of_rounds (
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  metric text NOT NULL,
  round integer NOT NULL DEFAULT 1,
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
  extra_days integer NOT NULL DEFAULT 0,
  -- The due instant that somebody was reminded of; another one is reminded of again.
  reminded_for {instant},
  -- None while nobody knows. Once it is known it never changes.
  outcome text CHECK (outcome IN ('KEPT', 'BROKEN', 'WITHDRAWN')),
  PRIMARY KEY (ticket_id, metric, round)
);

-- Earlier rounds were overwritten. What is left is of the last one, which the ledger counts.
INSERT INTO deadlines_of_rounds
SELECT d.ticket_id, d.metric,
  1 + (SELECT count(*) FROM events e
       WHERE e.ticket_id = d.ticket_id AND e.kind = 'reopened' AND e.at <= d.counted_from
         AND d.metric = 'ANSWER'),
  d.counted_from, d.due_at, d.due_on, d.remind_at, d.derivation, d.calendar_version,
  d.met_at, d.met_on, d.breached_at, d.paused_at, d.extra_days, d.reminded_for,
  CASE WHEN d.breached_at IS NOT NULL OR d.met_at > d.due_at OR d.paused_at > d.due_at THEN 'BROKEN'
       WHEN d.met_at IS NOT NULL THEN 'KEPT' END
FROM deadlines d;

-- Closing a question counted as keeping its promises: what was neither answered nor reacted to in that moment was not met.
UPDATE deadlines_of_rounds SET
  outcome = CASE WHEN outcome = 'KEPT' THEN 'WITHDRAWN' ELSE outcome END, met_at = NULL, met_on = NULL
WHERE met_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM events e
    WHERE e.ticket_id = deadlines_of_rounds.ticket_id AND e.kind = 'closed' AND e.at = deadlines_of_rounds.met_at)
  AND NOT EXISTS (SELECT 1 FROM events e
    WHERE e.ticket_id = deadlines_of_rounds.ticket_id AND e.at = deadlines_of_rounds.met_at
      AND (e.kind = 'answered' OR (e.kind = 'first_response' AND deadlines_of_rounds.metric = 'FIRST_RESPONSE')));

-- A broken promise stands still no longer. Nobody is written to about one that was met or closed long ago.
UPDATE deadlines_of_rounds SET paused_at = NULL, breached_at = due_at WHERE outcome = 'BROKEN';

DROP TABLE deadlines;
ALTER TABLE deadlines_of_rounds RENAME TO deadlines;

CREATE INDEX deadlines_due ON deadlines (due_at)
  WHERE breached_at IS NULL AND paused_at IS NULL AND (outcome IS NULL OR outcome = 'BROKEN');
CREATE INDEX deadlines_due_on ON deadlines (metric, due_on);
CREATE INDEX deadlines_met_on ON deadlines (metric, met_on) WHERE met_on IS NOT NULL;
CREATE INDEX deadlines_remind ON deadlines (remind_at)
  WHERE outcome IS NULL AND paused_at IS NULL AND reminded_for IS NULL;
CREATE INDEX deadlines_unmet ON deadlines (due_at, ticket_id, metric) WHERE outcome IS NULL;
