-- Who may come in: passwords, one-time links, throttling, revoked tokens, confirmed domains.

-- Sessions of the first shape knew no idle limit: everybody signs in once more.
DROP TABLE sessions;
CREATE TABLE sessions (
  hash text PRIMARY KEY,
  person_id {uuid} NOT NULL REFERENCES people (id),
  created_at {instant} NOT NULL,
  -- When a page was last asked for, to the minute.
  seen_at {instant} NOT NULL,
  expires_at {instant} NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE credentials (
  person_id {uuid} PRIMARY KEY REFERENCES people (id),
  -- Argon2id, in PHC form.
  password_hash text NOT NULL,
  -- The second factor is made from this and a key that is not in the database.
  totp_salt text NOT NULL,
  -- The last half minute whose code was used: none is taken twice.
  totp_step bigint NOT NULL,
  changed_at {instant} NOT NULL
);

CREATE TABLE recovery_codes (
  person_id {uuid} NOT NULL REFERENCES people (id),
  hash text NOT NULL,
  PRIMARY KEY (person_id, hash)
);

-- Secrets that were handed out: invitations, resets, links to an organisation's questions, known devices, sign-ins
-- under way at the provider. Only hashes; taken at most once, or until they expire.
CREATE TABLE grants (
  hash text PRIMARY KEY,
  purpose text NOT NULL,
  person_id {uuid} REFERENCES people (id),
  detail text NOT NULL,
  expires_at {instant} NOT NULL
);
CREATE INDEX grants_person ON grants (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX grants_expires ON grants (expires_at);

-- Failed attempts to sign in, per key (account and address, account, address, device).
CREATE TABLE sign_in_failures (
  key text PRIMARY KEY,
  failures integer NOT NULL,
  last_at {instant} NOT NULL
);
CREATE INDEX sign_in_failures_last ON sign_in_failures (last_at);

-- Who somebody is at the OpenID Connect provider.
CREATE TABLE identities (
  issuer text NOT NULL,
  subject text NOT NULL,
  person_id {uuid} NOT NULL REFERENCES people (id),
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_person ON identities (person_id);

CREATE TABLE revoked_tokens (
  jti text PRIMARY KEY,
  revoked_at {instant} NOT NULL
);

-- Tokens of this person that were made at or before this moment no longer hold.
CREATE TABLE token_cutoffs (
  person_id {uuid} PRIMARY KEY REFERENCES people (id),
  revoked_at {instant} NOT NULL
);

-- E-mail domains an administrator confirmed for an organisation.
CREATE TABLE organisation_domains (
  domain text NOT NULL,
  organisation_id {uuid} NOT NULL REFERENCES organisations (id),
  confirmed_by {uuid} NOT NULL REFERENCES people (id),
  confirmed_at {instant} NOT NULL,
  PRIMARY KEY (domain, organisation_id)
);

-- Counts up when a tracking link is replaced; the link is made from it.
ALTER TABLE tickets ADD COLUMN link_number integer NOT NULL DEFAULT 0;

-- Whose doing it was, for the log of one person.
ALTER TABLE events ADD COLUMN actor_id {uuid};
CREATE INDEX events_actor ON events (actor_id, id) WHERE actor_id IS NOT NULL;
CREATE INDEX events_on_day ON events (on_day, id);
CREATE INDEX events_kind_id ON events (kind, id);
