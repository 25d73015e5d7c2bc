CREATE VIRTUAL TABLE ticket_search USING fts5 (stems, tokenize = 'unicode61 remove_diacritics 2');
