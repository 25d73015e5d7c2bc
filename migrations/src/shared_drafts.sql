-- Questions that somebody began, for a colleague to finish under a link.
CREATE TABLE shared_drafts (
  -- SHA-256 of the secret in the link.
  hash text PRIMARY KEY,
  -- What was typed, without who asks in person and without files.
  content text NOT NULL,
  kept_at {instant} NOT NULL,
  expires_at {instant} NOT NULL
);
CREATE INDEX shared_drafts_expires ON shared_drafts (expires_at);
