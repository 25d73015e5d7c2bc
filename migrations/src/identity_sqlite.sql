UPDATE events SET actor_id = (SELECT p.id FROM people p
  WHERE lower(hex(p.id)) = replace(json_extract(events.actor, '$.staff.id'), '-', ''));
