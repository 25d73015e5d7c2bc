-- What was sent under a key, and what came in without letters.

-- SHA-256 of everything that was sent with a question: its key gives its receipt again for the same content only. None for
-- what is older: the keys of imported questions could be computed then, and nobody gets a link for one of them.
ALTER TABLE tickets ADD COLUMN content_hash text;

-- Taken in without letters, also about the promises it came with.
ALTER TABLE tickets ADD COLUMN quiet boolean NOT NULL DEFAULT false;
