-- When a letter last left, without reading them all.

CREATE INDEX jobs_done ON jobs (finished_at) WHERE state = 'done';
