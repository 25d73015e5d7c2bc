-- Whom of the desk a letter is for, so that it can be taken away when that person may no longer be told; and how many
-- reactions of an asker one letter tells of.
ALTER TABLE jobs ADD COLUMN person_id {uuid} REFERENCES people (id);
ALTER TABLE jobs ADD COLUMN reactions integer NOT NULL DEFAULT 0;
CREATE INDEX jobs_of_person ON jobs (person_id) WHERE state = 'queued' AND person_id IS NOT NULL;
-- Links that held for a while hold no longer.
UPDATE jobs SET letter = NULL WHERE state = 'dead' AND kind = 'access'
