//! The inbox (work queue, ticket list, search results): what is asked for stands in its address.

mod asked;
mod choices;
mod news;
mod page;
mod row;
mod views;

pub(crate) use news::news;
pub(crate) use page::page;
pub(crate) use views::{forget, keep};
