//! Accessible pages: the form, the asker's own page, the inbox, a ticket, figures.
//!
//! A page parses, calls one verb of `app`, and presents; it decides nothing. One file per page, its template beside
//! it in `templates/` under the same name. Everything works without JavaScript.
#![warn(missing_docs)]

mod address;
mod ask;
mod ask_view;
mod assets;
mod chart;
mod chart_scale;
mod error;
mod faults;
mod follow;
mod form;
mod headers;
mod history;
mod inbox;
mod inbox_query;
mod options;
mod organisations;
mod promise;
mod prose;
mod session;
mod shell;
mod sign_in;
mod statements;
mod ticket;
mod ticket_actions;
mod ticket_view;
mod trends;
mod trends_query;
mod trends_table;
mod why;

pub use options::{Limiter, NewKey, Options};

use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// What every page needs.
#[derive(Clone)]
pub(crate) struct Pages(Arc<Inner>);

pub(crate) struct Inner {
    pub app: App,
    pub options: Options,
    /// When these pages began to be served; the security contact is valid for a year from then.
    pub started_at: DateTime<Utc>,
}

impl std::ops::Deref for Pages {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// All pages, with their headers, limits and the page for what does not exist (as the router's fallback).
///
/// Serve it with the caller's address: `into_make_service_with_connect_info::<SocketAddr>()`, or an extension
/// `ConnectInfo<SocketAddr>` on each request.
pub fn router(app: App, options: Options) -> Router {
    let started_at = app.now();
    let pages = Pages(Arc::new(Inner { app, options, started_at }));
    Router::new()
        .route("/", get(ask::show).post(ask::submit))
        .route("/organisaties", get(organisations::suggest))
        .route("/volg", get(follow::lost))
        .route("/volg/{secret}", get(follow::show).post(follow::react))
        .route("/inloggen", get(sign_in::show).post(sign_in::sign_in))
        .route("/uitloggen", post(sign_in::sign_out))
        .route("/werkbak", get(inbox::show))
        .route("/vragen/{reference}", get(ticket::show))
        .route("/vragen/{reference}/antwoord", post(ticket_actions::reply))
        .route("/vragen/{reference}/notitie", post(ticket_actions::note))
        .route("/vragen/{reference}/overdracht", post(ticket_actions::hand_over))
        .route("/vragen/{reference}/onderwerpen", post(ticket_actions::set_topics))
        .route("/vragen/{reference}/sluiten", post(ticket_actions::close))
        .route("/vragen/{reference}/heropenen", post(ticket_actions::reopen))
        .route("/cijfers", get(trends::show))
        .route("/toegankelijkheid", get(statements::accessibility))
        .route("/privacy", get(statements::privacy))
        .route("/.well-known/security.txt", get(statements::security_txt))
        .route("/favicon.ico", get(assets::favicon))
        .route("/assets/{file}", get(assets::serve))
        .fallback(error::no_such_page)
        .method_not_allowed_fallback(error::wrong_method)
        // The forms bound their own bodies and answer in Dutch; this is for whatever forgets to.
        .layer(DefaultBodyLimit::max(form::MOST_BYTES))
        .layer(from_fn(headers::refuse_foreign_forms))
        .layer(from_fn_with_state(pages.clone(), headers::add))
        .with_state(pages)
}
