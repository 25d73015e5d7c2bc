//! Accessible pages, in Dutch, that work without JavaScript: a thin adapter over `app`.

mod access;
mod account;
mod ask;
mod assets;
mod chart;
mod domains;
mod error;
mod experts;
mod follow;
mod headers;
mod inbox;
mod learning;
mod lexicon;
mod log;
mod organisation;
mod page;
mod people;
mod sign_in;
mod statements;
mod ticket;
mod trends_page;
mod triage;
mod visitor;

use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// Largest form, in bytes.
const FORM_BYTES: usize = 256 * 1024;

/// May this address go on, or how long must it wait?
pub type Limiter = Arc<dyn Fn(IpAddr) -> Result<(), Duration> + Send + Sync>;

/// What pages need besides the desk.
#[derive(Clone)]
pub struct Options {
    /// Counts submissions per address.
    pub limiter: Limiter,
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
    let secure = app.settings().public_url.starts_with("https://");
    Router::new()
        .route("/", get(ask::form).post(ask::submit))
        .route("/organisaties", get(ask::suggestions))
        .route("/volg", get(follow::lost))
        .route("/volg/{secret}", get(follow::page).post(follow::react))
        .route("/inloggen", get(sign_in::page).post(sign_in::sign_in))
        .route("/inloggen/bij", get(sign_in::to_provider))
        .route("/inloggen/terug", get(sign_in::from_provider))
        .route("/uitloggen", post(sign_in::sign_out))
        .route("/wachtwoord", get(access::forgotten).post(access::send))
        .route("/toegang/{secret}", get(access::page).post(access::choose))
        .route("/account", get(account::page))
        .route("/account/overal-uit", post(account::sign_out_everywhere))
        .route("/organisatie", get(organisation::page).post(organisation::send))
        .route("/organisatie/{secret}", get(organisation::open).post(organisation::list))
        .route("/domeinen", get(domains::page).post(domains::confirm))
        .route("/domeinen/weg", post(domains::withdraw))
        .route("/mensen", get(people::list).post(people::add))
        .route("/mensen/{id}", get(people::page).post(people::change))
        .route("/mensen/{id}/uitnodigen", post(people::invite))
        .route("/logboek", get(log::page))
        .route("/logboek.csv", get(log::file))
        .route("/werkbak", get(inbox::page))
        .route("/vragen/{reference}", get(ticket::page))
        .route("/vragen/{reference}/antwoord", post(ticket::reply))
        .route("/vragen/{reference}/notitie", post(ticket::note))
        .route("/vragen/{reference}/toewijzen", post(ticket::assign))
        .route("/vragen/{reference}/onderwerpen", post(ticket::topics))
        .route("/vragen/{reference}/link", post(ticket::link))
        .route("/vragen/{reference}/sluiten", post(ticket::close))
        .route("/vragen/{reference}/heropenen", post(ticket::reopen))
        .route("/verdelen", get(triage::page))
        .route("/deskundigen", get(experts::list))
        .route("/deskundigen/{id}", get(experts::page).post(experts::change))
        .route("/deskundigen/{id}/afwezigheid", post(experts::plan))
        .route("/deskundigen/{id}/terug", post(experts::back))
        .route("/leren", get(learning::page).post(learning::rules))
        .route("/leren/model", post(learning::model))
        .route("/woordenlijst", get(lexicon::page).post(lexicon::add))
        .route("/woordenlijst/{id}/weg", post(lexicon::remove))
        .route("/cijfers", get(trends_page::page))
        .route("/toegankelijkheid", get(statements::accessibility))
        .route("/privacy", get(statements::privacy))
        .route("/.well-known/security.txt", get(statements::security))
        .route("/bestanden/{name}", get(assets::file))
        .fallback(error::not_found)
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(middleware::from_fn(move |request, next| headers::secure(secure, request, next)))
        .with_state(Web { app, options })
}
