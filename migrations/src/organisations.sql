-- Which names an administrator looked at, and which are another name of an organisation that is known by now: its row stays, so
-- that whoever types the name again is that organisation.
ALTER TABLE organisations ADD COLUMN confirmed_by {uuid} REFERENCES people (id);
ALTER TABLE organisations ADD COLUMN confirmed_at {instant};
ALTER TABLE organisations ADD COLUMN merged_into {uuid} REFERENCES organisations (id);
CREATE INDEX organisations_merged ON organisations (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX organisations_named ON organisations (folded, id)
