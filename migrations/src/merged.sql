-- In which earlier question it ended. What ends in something earlier never ends in itself, whatever the way round.
ALTER TABLE tickets ADD COLUMN merged_into bigint REFERENCES tickets (id) CHECK (merged_into IS NULL OR merged_into < id);
CREATE INDEX tickets_merged ON tickets (merged_into) WHERE merged_into IS NOT NULL
