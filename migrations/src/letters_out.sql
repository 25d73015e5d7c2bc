-- Letters to askers keep their text while a server may still send them back.
CREATE INDEX jobs_kept ON jobs (finished_at) WHERE state = 'done' AND letter IS NOT NULL;

-- How people of the desk want their letters; no row: as everybody gets them.
CREATE TABLE letter_wishes (
  person_id {uuid} PRIMARY KEY REFERENCES people (id),
  pace text NOT NULL,
  weekly_figures boolean NOT NULL,
  -- The first day of the week of which they were sent the figures last.
  figures_of {date}
);
-- Told of with others, in one letter.
ALTER TABLE jobs ADD COLUMN gathered boolean NOT NULL DEFAULT false;
CREATE INDEX jobs_gathered ON jobs (run_at) WHERE gathered AND state = 'queued';
CREATE UNIQUE INDEX jobs_one_digest ON jobs (person_id) WHERE kind = 'digest' AND state IN ('queued', 'leased');
