-- Places are looked for by the marks of a search row.
DROP INDEX tickets_municipality;
