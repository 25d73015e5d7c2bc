//! What the country is asking (statistics, dashboard): an overview, figures of one's own choice, and both to take away.

pub(crate) mod asked;
pub(crate) mod doors;
pub(crate) mod earlier;
pub(crate) mod files;
pub(crate) mod filters;
pub(crate) mod gaps;
pub(crate) mod map;
pub(crate) mod outcomes;
pub(crate) mod overview;
pub(crate) mod page;
pub(crate) mod period_page;
pub(crate) mod period_words;
pub(crate) mod picture;
pub(crate) mod questions;
pub(crate) mod rates;
pub(crate) mod reading;
pub(crate) mod rise;
pub(crate) mod sheet;
pub(crate) mod tiles;
pub(crate) mod told;
pub(crate) mod words;
