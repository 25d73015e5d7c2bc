//! A whole desk in a test: frozen clock, counted ids, kept letters, both databases.
