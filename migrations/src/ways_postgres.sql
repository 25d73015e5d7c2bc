-- The policy and the door are part of a fact.
DROP TRIGGER stale_by_ticket ON tickets;

CREATE TRIGGER stale_by_ticket
AFTER UPDATE OF received_on, organisation_kind, municipality, region_layout, region_code, assignee_id, policy, channel ON tickets
FOR EACH ROW
WHEN ((OLD.received_on, OLD.organisation_kind, OLD.municipality, OLD.region_layout, OLD.region_code, OLD.assignee_id, OLD.policy, OLD.channel)
  IS DISTINCT FROM (NEW.received_on, NEW.organisation_kind, NEW.municipality, NEW.region_layout, NEW.region_code, NEW.assignee_id, NEW.policy, NEW.channel))
EXECUTE FUNCTION stale_by_ticket();

-- What became of a broken promise is told by how its question ended; whether an answer helped, by what its asker says.
CREATE OR REPLACE FUNCTION stale_by_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.kind = 'answer_judged' THEN
    INSERT INTO stale_days (day) SELECT first_answered_on FROM tickets WHERE id = NEW.ticket_id AND first_answered_on IS NOT NULL;
    RETURN NULL;
  END IF;
  INSERT INTO stale_days (day) VALUES (NEW.on_day);
  IF NEW.open_delta <> 0 THEN
    INSERT INTO stale_days (day) SELECT DISTINCT due_on FROM deadlines
    WHERE ticket_id = NEW.ticket_id AND metric = 'ANSWER' AND outcome = 'BROKEN' AND met_at IS NULL;
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER stale_by_event ON events;

CREATE TRIGGER stale_by_event AFTER INSERT ON events FOR EACH ROW
WHEN (NEW.open_delta <> 0 OR NEW.kind = 'reopened' OR NEW.kind = 'answer_judged') EXECUTE FUNCTION stale_by_event();

INSERT INTO stale_days (day) SELECT DISTINCT day FROM days_of_ticket;
