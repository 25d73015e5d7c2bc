UPDATE jobs SET person_id = (SELECT id FROM people WHERE email = lower(jobs.letter ->> 'to_email'))
WHERE state IN ('queued', 'leased', 'dead') AND kind IN ('assignment', 'asker_reacted', 'reminder', 'breach', 'access');
-- The secret of an asker's link, 43 signs, goes from letters that were given up.
UPDATE jobs SET letter = regexp_replace(letter::text, '/volg/[A-Za-z0-9_-]{43}', '/volg/[link]', 'g')::jsonb
WHERE state = 'dead' AND letter::text LIKE '%/volg/%'
