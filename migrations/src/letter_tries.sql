-- What became of each try: a line of JSON for each.
ALTER TABLE jobs ADD COLUMN tries text NOT NULL DEFAULT '';
