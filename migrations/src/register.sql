-- Domains that a register of the government says are whose, besides those that a person confirmed; and those that a person took
-- back: no register brings them back.
CREATE TABLE domains_by_source (
  domain text NOT NULL,
  organisation_id {uuid} NOT NULL REFERENCES organisations (id),
  confirmed_by {uuid} REFERENCES people (id),
  confirmed_at {instant} NOT NULL,
  source text NOT NULL,
  PRIMARY KEY (domain, organisation_id)
);
INSERT INTO domains_by_source (domain, organisation_id, confirmed_by, confirmed_at, source)
SELECT domain, organisation_id, confirmed_by, confirmed_at, 'person' FROM organisation_domains;
DROP TABLE organisation_domains;
ALTER TABLE domains_by_source RENAME TO organisation_domains;
CREATE INDEX organisation_domains_of ON organisation_domains (organisation_id);
CREATE INDEX organisation_domains_source ON organisation_domains (source) WHERE source <> 'person';

CREATE TABLE withdrawn_domains (
  domain text NOT NULL,
  organisation_id {uuid} NOT NULL REFERENCES organisations (id),
  withdrawn_by {uuid} NOT NULL REFERENCES people (id),
  withdrawn_at {instant} NOT NULL,
  PRIMARY KEY (domain, organisation_id)
);
