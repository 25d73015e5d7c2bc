-- What experts write often, with places that the desk fills in.
CREATE TABLE text_blocks (
  id {number},
  -- Whose it is; nobody's is everybody's.
  owner_id {uuid} REFERENCES people (id),
  title text NOT NULL,
  -- The title as it is compared.
  folded_title text NOT NULL,
  body text NOT NULL,
  -- How often it was put in an answer, and when last.
  uses bigint NOT NULL DEFAULT 0,
  used_at {instant},
  changed_by {uuid} NOT NULL REFERENCES people (id),
  changed_at {instant} NOT NULL
);
CREATE UNIQUE INDEX text_blocks_own ON text_blocks (owner_id, folded_title) WHERE owner_id IS NOT NULL;
CREATE UNIQUE INDEX text_blocks_shared ON text_blocks (folded_title) WHERE owner_id IS NULL;
