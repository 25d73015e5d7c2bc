-- A list by day of receipt goes on by number within the day. (On SQLite every index ends with the number.)
DROP INDEX tickets_received;
CREATE INDEX tickets_received ON tickets (received_on, id);
