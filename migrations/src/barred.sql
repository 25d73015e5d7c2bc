-- Which experts may not answer which organisations (conflict of interest), whatever the organisation is called.

CREATE INDEX organisations_place ON organisations (place);
CREATE INDEX organisations_folded ON organisations (folded);

-- What a municipality became, one merger after the other; it has that in common with who was merged with it. Three mergers are
-- more than one organisation lives through, and not a recursion: PostgreSQL would take each use for a long computation.
CREATE VIEW families (code, family) AS
SELECT first.code, COALESCE(third.successor, second.successor, first.successor, first.code)
  FROM municipalities AS first
  LEFT JOIN municipalities AS second ON second.code = first.successor
  LEFT JOIN municipalities AS third ON third.code = second.successor;

-- By its kind, or because its name says so under another kind.
CREATE VIEW bodies (id, place, folded, municipal, provincial) AS
SELECT id, place, folded,
       CASE WHEN kind = 'MUNICIPALITY' OR folded LIKE 'gemeente %' THEN 1 ELSE 0 END,
       CASE WHEN kind = 'PROVINCE' OR folded LIKE 'provincie %' THEN 1 ELSE 0 END
  FROM organisations;

-- The organisation of the conflict, and every one that is the same body:
-- * of the same place: each spelling of its municipality or province, and the same name under another kind;
-- * a municipality is the same before and after it merged into another, and so is who was merged with it;
-- * who has the name of that municipality or province, and says of no municipality to be in it (two are called Bergen).
CREATE VIEW barred (person_id, organisation_id) AS
WITH near (person_id, organisation_id, place) AS (
  SELECT conflicts.person_id, conflicts.organisation_id, organisations.place
    FROM conflicts JOIN organisations ON organisations.id = conflicts.organisation_id
  UNION
  SELECT conflicts.person_id, conflicts.organisation_id, kin.code
    FROM conflicts
    JOIN organisations ON organisations.id = conflicts.organisation_id
    JOIN families AS own ON own.code = organisations.place
    JOIN families AS kin ON kin.family = own.family
)
SELECT near.person_id, other.id
  FROM near
  JOIN bodies AS mine ON mine.id = near.organisation_id
  JOIN bodies AS other ON other.place = near.place
 WHERE other.folded = mine.folded
    OR (mine.provincial + other.provincial = 0
        AND ('gemeente ' || mine.folded = other.folded OR 'gemeente ' || other.folded = mine.folded))
    OR (mine.municipal + other.municipal = 0
        AND ('provincie ' || mine.folded = other.folded OR 'provincie ' || other.folded = mine.folded))
    OR (near.place <> '' AND mine.municipal + other.municipal = 2)
    OR (near.place <> '' AND mine.provincial + other.provincial = 2)
UNION
SELECT conflicts.person_id, other.id
  FROM conflicts
  JOIN bodies AS mine ON mine.id = conflicts.organisation_id
  JOIN bodies AS other
    ON other.folded IN (mine.folded, 'gemeente ' || mine.folded, substr(mine.folded, 10), 'provincie ' || mine.folded, substr(mine.folded, 11))
 WHERE (mine.place NOT LIKE 'GM%' OR other.place NOT LIKE 'GM%')
   AND (mine.municipal + other.municipal = 2 OR mine.provincial + other.provincial = 2);
