UPDATE jobs SET person_id = (SELECT id FROM people WHERE email = lower(json_extract(jobs.letter, '$.to_email')))
WHERE state IN ('queued', 'leased', 'dead') AND json_valid(letter)
  AND kind IN ('assignment', 'asker_reacted', 'reminder', 'breach', 'access');
-- The secret of an asker's link, 43 signs, goes from letters that were given up.
UPDATE jobs SET letter = substr(letter, 1, instr(letter, '/volg/') + 5) || '[link]' || substr(letter, instr(letter, '/volg/') + 49)
WHERE state = 'dead' AND letter LIKE '%/volg/%' AND letter NOT LIKE '%/volg/[link]%'
