//! What the desk counts for leads (reports, trends).

pub(crate) mod definition;
pub(crate) mod parts;
pub(crate) mod read_trends;
pub(crate) mod report;
pub(crate) mod rising;
