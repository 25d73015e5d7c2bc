-- Words are folded by Unicode's own tables now: marks that stand apart, letters of other widths, letters such as the
-- o with a stroke. Tickets in which such a sign occurs are indexed again; the rest folds as it did. Signs up to U+00FF
-- without the odd ones, punctuation (U+2010 to U+2027) and the euro fold as they did.
UPDATE tickets SET indexed = false
WHERE subject ~ '[^\u0001-\u00ff\u2010-\u2027\u20ac]|[\u00ad\u00aa\u00b2\u00b3\u00b5\u00b9\u00ba\u00bc\u00bd\u00be\u00c6\u00d0\u00d8\u00de\u00df\u00e6\u00f0\u00f8\u00fe]'
   OR EXISTS (SELECT 1 FROM messages WHERE messages.ticket_id = tickets.id AND messages.body ~ '[^\u0001-\u00ff\u2010-\u2027\u20ac]|[\u00ad\u00aa\u00b2\u00b3\u00b5\u00b9\u00ba\u00bc\u00bd\u00be\u00c6\u00d0\u00d8\u00de\u00df\u00e6\u00f0\u00f8\u00fe]');
