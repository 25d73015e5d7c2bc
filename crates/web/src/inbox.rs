//! The inbox (work queue, ticket list, search results): what is asked for stands in its address.

mod answered;
mod asked;
mod choices;
mod news;
mod page;
mod row;
mod views;

pub(crate) use answered::page as answered;
pub(crate) use news::news;
pub(crate) use page::page;
pub(crate) use row::Row;
pub(crate) use views::{forget, keep};
