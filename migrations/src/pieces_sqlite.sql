-- The words that occur, each with what is left of it from some letter on (at_start = 0), and the stem that search rows hold.
CREATE TABLE search_parts (
  at_start integer NOT NULL, part text NOT NULL, stem text NOT NULL, PRIMARY KEY (at_start, part, stem)
) WITHOUT ROWID;
-- Search rows say which words stand in the subject, which are for colleagues only, and of which organisation they are: the
-- sweep makes them again, and learns the words.
UPDATE tickets SET indexed = false;
