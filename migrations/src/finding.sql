-- Tickets are found by who asked and from where as well: the sweep makes their search rows again.
UPDATE tickets SET indexed = false;
