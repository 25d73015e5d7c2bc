-- The policy and the door are part of a fact.
DROP TRIGGER stale_by_ticket;

CREATE TRIGGER stale_by_ticket
AFTER UPDATE OF received_on, organisation_kind, municipality, region_layout, region_code, assignee_id, policy, channel ON tickets
WHEN OLD.received_on IS NOT NEW.received_on OR OLD.organisation_kind IS NOT NEW.organisation_kind
  OR OLD.municipality IS NOT NEW.municipality OR OLD.region_layout IS NOT NEW.region_layout
  OR OLD.region_code IS NOT NEW.region_code OR OLD.assignee_id IS NOT NEW.assignee_id
  OR OLD.policy IS NOT NEW.policy OR OLD.channel IS NOT NEW.channel
BEGIN
  INSERT INTO stale_days (day) SELECT DISTINCT day FROM
    (SELECT OLD.received_on AS day UNION ALL SELECT day FROM days_of_ticket WHERE ticket_id = NEW.id) AS d
  WHERE day NOT IN (SELECT day FROM stale_days);
END;

-- What became of a broken promise is told by how its question ended; whether an answer helped, by what its asker says.
DROP TRIGGER stale_by_event;

CREATE TRIGGER stale_by_event AFTER INSERT ON events
WHEN NEW.open_delta <> 0 OR NEW.kind = 'reopened' OR NEW.kind = 'answer_judged'
BEGIN
  INSERT INTO stale_days (day) SELECT NEW.on_day
  WHERE NEW.kind <> 'answer_judged' AND NEW.on_day NOT IN (SELECT day FROM stale_days);
  INSERT INTO stale_days (day) SELECT DISTINCT due_on FROM deadlines
  WHERE NEW.open_delta <> 0 AND ticket_id = NEW.ticket_id AND metric = 'ANSWER' AND outcome = 'BROKEN' AND met_at IS NULL
    AND due_on NOT IN (SELECT day FROM stale_days);
  INSERT INTO stale_days (day) SELECT first_answered_on FROM tickets
  WHERE NEW.kind = 'answer_judged' AND id = NEW.ticket_id AND first_answered_on IS NOT NULL
    AND first_answered_on NOT IN (SELECT day FROM stale_days);
END;

INSERT INTO stale_days (day) SELECT DISTINCT day FROM days_of_ticket WHERE day NOT IN (SELECT day FROM stale_days);
