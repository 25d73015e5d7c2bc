-- Days of which the facts changed since they were counted. No key: those who mark the same day never wait for each other.
CREATE TABLE stale_days (day {date} NOT NULL);

CREATE INDEX stale_days_day ON stale_days (day);

INSERT INTO stale_days (day) SELECT DISTINCT day FROM days_of_ticket;

-- Whatever changes a fact marks its day in the same transaction, whichever verb it is.
CREATE FUNCTION stale_by_receipt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stale_days (day) VALUES (NEW.received_on);
  IF NEW.first_answered_on IS NOT NULL THEN
    INSERT INTO stale_days (day) VALUES (NEW.first_answered_on);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER stale_by_receipt AFTER INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION stale_by_receipt();

CREATE FUNCTION stale_by_ticket() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stale_days (day) SELECT OLD.received_on UNION SELECT day FROM days_of_ticket WHERE ticket_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER stale_by_ticket
AFTER UPDATE OF received_on, organisation_kind, municipality, region_layout, region_code, assignee_id ON tickets
FOR EACH ROW
WHEN ((OLD.received_on, OLD.organisation_kind, OLD.municipality, OLD.region_layout, OLD.region_code, OLD.assignee_id)
  IS DISTINCT FROM (NEW.received_on, NEW.organisation_kind, NEW.municipality, NEW.region_layout, NEW.region_code, NEW.assignee_id))
EXECUTE FUNCTION stale_by_ticket();

CREATE FUNCTION stale_by_answer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stale_days (day) SELECT day FROM (SELECT OLD.first_answered_on AS day UNION SELECT NEW.first_answered_on) AS d
  WHERE day IS NOT NULL;
  RETURN NULL;
END $$;

CREATE TRIGGER stale_by_answer AFTER UPDATE OF first_answered_on ON tickets FOR EACH ROW
WHEN (OLD.first_answered_on IS DISTINCT FROM NEW.first_answered_on) EXECUTE FUNCTION stale_by_answer();

-- The topics of a question that comes in are stored with it, on a day that is marked. One ticket at a time, so that every
-- look-up goes by an index, whatever the planner thinks of the rows that changed.
CREATE FUNCTION stale_by_topics() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ticket bigint;
BEGIN
  FOR ticket IN SELECT DISTINCT ticket_id FROM changed LOOP
    INSERT INTO stale_days (day) SELECT DISTINCT day FROM days_of_ticket
    WHERE ticket_id = ticket AND (SELECT revision FROM tickets WHERE id = ticket) > 0;
  END LOOP;
  RETURN NULL;
END $$;

CREATE TRIGGER stale_by_topics AFTER INSERT ON ticket_topics REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION stale_by_topics();

CREATE TRIGGER stale_by_lost_topics AFTER DELETE ON ticket_topics REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION stale_by_topics();

CREATE TRIGGER stale_by_other_topics AFTER UPDATE ON ticket_topics REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION stale_by_topics();

CREATE FUNCTION stale_by_first_topic() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stale_days (day) SELECT received_on FROM tickets WHERE id = NEW.ticket_id;
  RETURN NULL;
END $$;

CREATE TRIGGER stale_by_first_topic AFTER INSERT ON first_topics FOR EACH ROW EXECUTE FUNCTION stale_by_first_topic();

CREATE FUNCTION stale_by_promise() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stale_days (day) VALUES (NEW.due_on);
  IF NEW.met_on IS NOT NULL AND NEW.met_on <> NEW.due_on THEN
    INSERT INTO stale_days (day) VALUES (NEW.met_on);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER stale_by_promise AFTER INSERT ON deadlines FOR EACH ROW EXECUTE FUNCTION stale_by_promise();

CREATE FUNCTION stale_by_other_promise() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stale_days (day) SELECT day FROM (SELECT OLD.due_on AS day UNION SELECT NEW.due_on UNION SELECT OLD.met_on
    UNION SELECT NEW.met_on) AS d WHERE day IS NOT NULL;
  RETURN NULL;
END $$;

CREATE TRIGGER stale_by_other_promise
AFTER UPDATE OF due_on, met_on, met_at, due_at, outcome, paused_at, counted_from, worked_minutes ON deadlines
FOR EACH ROW
WHEN ((OLD.due_on, OLD.met_on, OLD.met_at, OLD.due_at, OLD.outcome, OLD.paused_at, OLD.counted_from, OLD.worked_minutes)
  IS DISTINCT FROM (NEW.due_on, NEW.met_on, NEW.met_at, NEW.due_at, NEW.outcome, NEW.paused_at, NEW.counted_from, NEW.worked_minutes))
EXECUTE FUNCTION stale_by_other_promise();

CREATE FUNCTION stale_by_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stale_days (day) VALUES (NEW.on_day);
  RETURN NULL;
END $$;

CREATE TRIGGER stale_by_event AFTER INSERT ON events FOR EACH ROW
WHEN (NEW.open_delta <> 0 OR NEW.kind = 'reopened') EXECUTE FUNCTION stale_by_event();
