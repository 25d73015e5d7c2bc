//! What the country is asking (statistics, dashboard): an overview, figures of one's own choice, and both to take away.

pub(crate) mod asked;
pub(crate) mod files;
pub(crate) mod map;
pub(crate) mod overview;
pub(crate) mod page;
pub(crate) mod period_page;
pub(crate) mod period_words;
pub(crate) mod picture;
pub(crate) mod sheet;
pub(crate) mod told;
pub(crate) mod words;
