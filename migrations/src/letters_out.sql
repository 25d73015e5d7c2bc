-- Letters to askers keep their text while a server may still send them back.
CREATE INDEX jobs_kept ON jobs (finished_at) WHERE state = 'done' AND letter IS NOT NULL;
