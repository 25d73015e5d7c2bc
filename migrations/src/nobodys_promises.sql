-- A promise that was broken before anybody had its question is no expert's: those days are counted again.
INSERT INTO stale_days (day)
SELECT DISTINCT due_on FROM deadlines WHERE outcome = 'BROKEN' AND due_on NOT IN (SELECT day FROM stale_days);
