-- Words are folded by Unicode's own tables now: marks that stand apart, letters of other widths, letters such as the
-- o with a stroke. Tickets in which such a sign occurs are indexed again; the rest folds as it did. Signs up to U+00FF
-- without the odd ones, punctuation (U+2010 to U+2027) and the euro fold as they did.
UPDATE tickets SET indexed = false
WHERE subject GLOB '*[^' || char(1) || '-' || char(255) || char(8208) || '-' || char(8231) || char(8364) || ']*'
   OR subject GLOB '*[' || char(173, 170, 178, 179, 181, 185, 186, 188, 189, 190, 198, 208, 216, 222, 223, 230, 240, 248, 254) || ']*'
   OR EXISTS (
     SELECT 1 FROM messages
     WHERE messages.ticket_id = tickets.id AND (messages.body GLOB '*[^' || char(1) || '-' || char(255) || char(8208) || '-' || char(8231) || char(8364) || ']*' OR messages.body GLOB '*[' || char(173, 170, 178, 179, 181, 185, 186, 188, 189, 190, 198, 208, 216, 222, 223, 230, 240, 248, 254) || ']*')
   );
