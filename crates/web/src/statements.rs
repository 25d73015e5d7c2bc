//! Pages about the pages: accessibility, privacy (GDPR), robots.txt, and whom to tell about a hole (security.txt).

use crate::error::Failure;
use crate::page::{Frame, show};
use crate::state::Web;
use app::Colleagues;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "accessibility.html")]
struct AccessibilityPage {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "privacy.html")]
struct PrivacyPage {
    frame: Frame,
    /// What this desk says of itself: what it is called, and the words.
    parts: Vec<(&'static str, String)>,
    /// Do colleagues of an asker read what was asked and answered?
    colleagues_read: bool,
    /// How many days a draft is kept; none where none are kept.
    draft_days: Option<i64>,
}

/// How accessible the desk is, and what is not known yet.
pub(crate) async fn accessibility() -> Result<Response, Failure> {
    show(&AccessibilityPage { frame: Frame::public("Toegankelijkheid") })
}

/// What happens to people's data.
pub(crate) async fn privacy(State(web): State<Web>) -> Result<Response, Failure> {
    let settings = web.app.settings();
    let said = settings.privacy.parts().into_iter();
    show(&PrivacyPage {
        frame: Frame::public("Privacy"),
        parts: said.filter_map(|(_, label, words)| Some((label, words?.to_owned()))).collect(),
        colleagues_read: settings.colleagues == Colleagues::Questions,
        draft_days: Some(settings.drafts_hold.num_days()).filter(|days| *days > 0),
    })
}

/// RFC 9309: the front door may be found, what is private may not.
pub(crate) async fn robots() -> Response {
    let mut text = "User-agent: *\n".to_owned();
    for path in PRIVATE {
        text.push_str(&format!("Disallow: {path}\n"));
    }
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))], text).into_response()
}

/// Where links with a secret lead, and where staff work.
const PRIVATE: [&str; 23] = [
    "/volg/",
    "/concept/",
    "/toegang/",
    "/organisatie/",
    "/organisaties",
    "/plaatsen",
    "/werkbak",
    "/vragen/",
    "/verdelen",
    "/deskundigen",
    "/leren",
    "/woordenlijst",
    "/tekstblokken",
    "/antwoorden/beheer",
    "/termijnen",
    "/cijfers",
    "/beheer",
    "/mensen",
    "/domeinen",
    "/logboek",
    "/account",
    "/graphql",
    "/metrics",
];

/// RFC 9116.
pub(crate) async fn security(State(web): State<Web>) -> Response {
    let text = format!(
        "Contact: {}\nExpires: {}\nPreferred-Languages: nl, en\nCanonical: {}/.well-known/security.txt\n",
        web.options.security_contact,
        web.options.security_expires,
        web.app.settings().public_url
    );
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))], text).into_response()
}
