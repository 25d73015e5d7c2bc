-- The words that occur, each with what is left of it from some letter on (at_start = 0), and the stem that search rows hold.
-- In the order of code points, as SQLite has it.
CREATE TABLE search_parts (
  at_start integer NOT NULL, part text COLLATE "C" NOT NULL, stem text COLLATE "C" NOT NULL, PRIMARY KEY (at_start, part, stem)
);
-- Search rows say which words stand in the subject, which are for colleagues only, and of which organisation they are: the
-- sweep makes them again, and learns the words.
UPDATE tickets SET indexed = false;
