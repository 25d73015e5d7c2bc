-- What counts on a day, one row for each kind of fact (see store/day_facts.rs). Figures are added up from these.
CREATE TABLE day_facts (
  series text NOT NULL,
  day {date} NOT NULL,
  -- Counts up each time the content changes.
  version bigint NOT NULL,
  -- How many facts.
  facts integer NOT NULL,
  -- As trends/facts.rs writes them.
  content {bytes} NOT NULL,
  PRIMARY KEY (series, day)
);

-- How many minutes of work it took until the promise was met, by the calendar of then.
ALTER TABLE deadlines ADD COLUMN worked_minutes integer;

-- Every day on which something of a question counts.
CREATE VIEW days_of_ticket AS
SELECT id AS ticket_id, received_on AS day FROM tickets
UNION ALL SELECT id, first_answered_on FROM tickets WHERE first_answered_on IS NOT NULL
UNION ALL SELECT ticket_id, due_on FROM deadlines
UNION ALL SELECT ticket_id, met_on FROM deadlines WHERE met_on IS NOT NULL
UNION ALL SELECT ticket_id, on_day FROM events WHERE ticket_id IS NOT NULL AND (open_delta <> 0 OR kind = 'reopened');
