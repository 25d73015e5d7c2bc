//! The shape of the tables, one numbering for both databases.
