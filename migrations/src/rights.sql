-- Counts up when an expert loses the right to questions: who decided before that finds another number, and decides again.
ALTER TABLE expert_loads ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
