//! What the desk counts for leads (reports, trends).

pub(crate) mod read_trends;
