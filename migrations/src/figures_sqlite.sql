-- Days of which the facts changed since they were counted. There is one writer at a time, so each day stands here once.
CREATE TABLE stale_days (day {date} NOT NULL PRIMARY KEY) WITHOUT ROWID;

INSERT INTO stale_days (day) SELECT DISTINCT day FROM days_of_ticket;

-- Whatever changes a fact marks its day in the same transaction, whichever verb it is.
CREATE TRIGGER stale_by_receipt AFTER INSERT ON tickets BEGIN
  INSERT INTO stale_days (day) SELECT DISTINCT day FROM (SELECT NEW.received_on AS day UNION ALL SELECT NEW.first_answered_on) AS d
  WHERE day IS NOT NULL AND day NOT IN (SELECT day FROM stale_days);
END;

CREATE TRIGGER stale_by_ticket
AFTER UPDATE OF received_on, organisation_kind, municipality, region_layout, region_code, assignee_id ON tickets
WHEN OLD.received_on IS NOT NEW.received_on OR OLD.organisation_kind IS NOT NEW.organisation_kind
  OR OLD.municipality IS NOT NEW.municipality OR OLD.region_layout IS NOT NEW.region_layout
  OR OLD.region_code IS NOT NEW.region_code OR OLD.assignee_id IS NOT NEW.assignee_id
BEGIN
  INSERT INTO stale_days (day) SELECT DISTINCT day FROM
    (SELECT OLD.received_on AS day UNION ALL SELECT day FROM days_of_ticket WHERE ticket_id = NEW.id) AS d
  WHERE day NOT IN (SELECT day FROM stale_days);
END;

CREATE TRIGGER stale_by_answer AFTER UPDATE OF first_answered_on ON tickets
WHEN OLD.first_answered_on IS NOT NEW.first_answered_on
BEGIN
  INSERT INTO stale_days (day) SELECT DISTINCT day FROM (SELECT OLD.first_answered_on AS day UNION ALL SELECT NEW.first_answered_on) AS d
  WHERE day IS NOT NULL AND day NOT IN (SELECT day FROM stale_days);
END;

-- The topics of a question that comes in are stored with it, on a day that is marked.
CREATE TRIGGER stale_by_topic AFTER INSERT ON ticket_topics
WHEN (SELECT revision FROM tickets WHERE id = NEW.ticket_id) > 0
BEGIN
  INSERT INTO stale_days (day) SELECT DISTINCT day FROM days_of_ticket
  WHERE ticket_id = NEW.ticket_id AND day NOT IN (SELECT day FROM stale_days);
END;

CREATE TRIGGER stale_by_lost_topic AFTER DELETE ON ticket_topics BEGIN
  INSERT INTO stale_days (day) SELECT DISTINCT day FROM days_of_ticket
  WHERE ticket_id = OLD.ticket_id AND day NOT IN (SELECT day FROM stale_days);
END;

CREATE TRIGGER stale_by_other_topic AFTER UPDATE OF topic, axis ON ticket_topics BEGIN
  INSERT INTO stale_days (day) SELECT DISTINCT day FROM days_of_ticket
  WHERE ticket_id = NEW.ticket_id AND day NOT IN (SELECT day FROM stale_days);
END;

CREATE TRIGGER stale_by_first_topic AFTER INSERT ON first_topics BEGIN
  INSERT INTO stale_days (day) SELECT received_on FROM tickets
  WHERE id = NEW.ticket_id AND received_on NOT IN (SELECT day FROM stale_days);
END;

CREATE TRIGGER stale_by_promise AFTER INSERT ON deadlines BEGIN
  INSERT INTO stale_days (day) SELECT DISTINCT day FROM (SELECT NEW.due_on AS day UNION ALL SELECT NEW.met_on) AS d
  WHERE day IS NOT NULL AND day NOT IN (SELECT day FROM stale_days);
END;

CREATE TRIGGER stale_by_other_promise
AFTER UPDATE OF due_on, met_on, met_at, due_at, outcome, paused_at, counted_from, worked_minutes ON deadlines
WHEN OLD.due_on IS NOT NEW.due_on OR OLD.met_on IS NOT NEW.met_on OR OLD.met_at IS NOT NEW.met_at
  OR OLD.due_at IS NOT NEW.due_at OR OLD.outcome IS NOT NEW.outcome OR OLD.paused_at IS NOT NEW.paused_at
  OR OLD.counted_from IS NOT NEW.counted_from OR OLD.worked_minutes IS NOT NEW.worked_minutes
BEGIN
  INSERT INTO stale_days (day) SELECT DISTINCT day FROM (SELECT OLD.due_on AS day UNION ALL SELECT NEW.due_on
    UNION ALL SELECT OLD.met_on UNION ALL SELECT NEW.met_on) AS d
  WHERE day IS NOT NULL AND day NOT IN (SELECT day FROM stale_days);
END;

CREATE TRIGGER stale_by_event AFTER INSERT ON events WHEN NEW.open_delta <> 0 OR NEW.kind = 'reopened'
BEGIN
  INSERT INTO stale_days (day) SELECT NEW.on_day WHERE NEW.on_day NOT IN (SELECT day FROM stale_days);
END;
