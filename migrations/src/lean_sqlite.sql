-- Decisions name experts who were not eligible by a short number.
ALTER TABLE expert_loads ADD COLUMN number integer NOT NULL DEFAULT 0;
UPDATE expert_loads SET number = (SELECT count(*) FROM expert_loads AS other WHERE other.person_id <= expert_loads.person_id);
CREATE UNIQUE INDEX expert_loads_number ON expert_loads (number);
