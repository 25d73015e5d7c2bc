//! Tickets, people and jobs in a database; the only crate that speaks SQL.
