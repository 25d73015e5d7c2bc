//! What the country is asking (statistics, dashboard): an overview and figures of one's own choice.

pub(crate) mod asked;
pub(crate) mod map;
pub(crate) mod overview;
pub(crate) mod page;
pub(crate) mod picture;
pub(crate) mod sheet;
pub(crate) mod told;
pub(crate) mod words;
