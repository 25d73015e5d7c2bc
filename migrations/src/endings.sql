-- How a closed question ended.
ALTER TABLE tickets ADD COLUMN ending text;

-- Two more kinds of facts: every day that was counted is counted again.
INSERT INTO stale_days (day) SELECT DISTINCT f.day FROM day_facts f
WHERE NOT EXISTS (SELECT 1 FROM stale_days s WHERE s.day = f.day);
