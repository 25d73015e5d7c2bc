//! Accessible pages, in Dutch, that work without JavaScript: a thin adapter over `app`.
// Files of this crate are being put into rooms; what is public in them is looked at when they stand.
#![allow(unreachable_pub)]

mod access;
mod account;
mod ask;
mod assets;
mod badge;
mod chart;
mod cookies;
mod domains;
mod error;
mod error_page;
mod experts;
mod extract;
mod fill;
mod filter;
mod follow;
mod form;
mod frame;
mod headers;
mod inbox;
mod kept;
mod learning;
mod lexicon;
mod links;
mod log;
mod log_file;
mod opening_hours;
mod organisation;
mod page;
mod people;
mod promises;
mod routes;
mod seal;
mod sender;
mod sign_in;
mod state;
mod statements;
mod suggest;
mod target;
mod ticket;
mod trends_page;
mod triage;
mod typed;
mod visitor;
mod wait;

pub use error_page::keep_typed;
pub use headers::secure;
pub use routes::{router, routes};
pub use state::Options;
