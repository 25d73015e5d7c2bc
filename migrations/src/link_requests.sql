-- Links that somebody asked for by typing an address, until the worker finds out whether anybody may have one.
CREATE TABLE link_requests (
  id {uuid} PRIMARY KEY,
  -- What the link should be good for.
  purpose text NOT NULL,
  -- As it was typed.
  email text NOT NULL,
  asked_at {instant} NOT NULL,
  -- Not before this moment: a worker has it until then.
  run_at {instant} NOT NULL
);
CREATE INDEX link_requests_run ON link_requests (run_at);
