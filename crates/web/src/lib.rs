//! Accessible pages, in Dutch, that work without JavaScript: a thin adapter over `app`.
// Files of this crate are being put into rooms; what is public in them is looked at when they stand.
#![allow(unreachable_pub)]

mod access;
mod account;
mod ask;
mod assets;
mod chart;
mod domains;
mod error;
mod experts;
mod extract;
mod fill;
mod follow;
mod forms;
mod headers;
mod inbox;
mod kept;
mod learning;
mod lexicon;
mod log;
mod opening_hours;
mod organisation;
mod page;
mod people;
mod promises;
mod routes;
mod sender;
mod sign_in;
mod statements;
mod target;
mod ticket;
mod trends_page;
mod triage;
mod typed;
mod visitor;

pub use headers::secure;
pub use routes::routes;
pub use typed::keep_typed;

use app::{App, Throttle};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;

/// What pages need besides the desk.
#[derive(Clone)]
pub struct Options {
    /// Counts questions, searches and attempts to sign in.
    pub throttle: Throttle,
    /// Is there a proxy in front that sets X-Forwarded-For?
    pub trust_forwarded_for: bool,
    /// Contact for those who find a hole.
    pub security_contact: String,
    /// Until when that contact holds.
    pub security_expires: String,
}

#[derive(Clone)]
pub(crate) struct Web {
    pub app: App,
    pub options: Options,
}

/// Every page.
pub fn router(app: App, options: Options) -> Router {
    let web = Web { app, options };
    routes::router()
        .fallback(error::not_found)
        .layer(middleware::from_fn_with_state(web.clone(), kept::around))
        .layer(middleware::from_fn_with_state(web.clone(), sender::sign_ins))
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(extract::bounded))
        .layer(middleware::from_fn(keep_typed))
        .with_state(web)
}
