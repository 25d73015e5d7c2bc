-- Of which question somebody lost the link; none where the address says it all.
ALTER TABLE link_requests ADD COLUMN reference text;
