//! What every public body tells about its website: accessibility, privacy, and where to report a weakness.

use crate::Pages;
use crate::shell::{Shell, page};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::{Months, SecondsFormat};

/// See `templates/accessibility.html`.
#[derive(Template)]
#[template(path = "accessibility.html")]
struct AccessibilityPage {
    shell: Shell,
    contact: Option<String>,
}

/// See `templates/privacy.html`.
#[derive(Template)]
#[template(path = "privacy.html")]
struct PrivacyPage {
    shell: Shell,
    contact: Option<String>,
}

/// `GET /toegankelijkheid`
pub(crate) async fn accessibility(State(pages): State<Pages>) -> Response {
    let shell = Shell::public("Toegankelijkheid", "/toegankelijkheid");
    page(StatusCode::OK, &AccessibilityPage { shell, contact: pages.options.contact_email.clone() })
}

/// `GET /privacy`
pub(crate) async fn privacy(State(pages): State<Pages>) -> Response {
    let shell = Shell::public("Privacy", "/privacy");
    page(StatusCode::OK, &PrivacyPage { shell, contact: pages.options.contact_email.clone() })
}

/// `GET /.well-known/security.txt` (RFC 9116)
pub(crate) async fn security_txt(State(pages): State<Pages>) -> Response {
    let expires = pages.started_at.checked_add_months(Months::new(12)).unwrap_or(pages.started_at);
    let text = format!(
        "Contact: {}\nExpires: {}\nPreferred-Languages: nl, en\nCanonical: {}/.well-known/security.txt\n",
        contact(pages.options.security_contact.as_deref(), &pages.app.settings().public_url),
        expires.to_rfc3339_opts(SecondsFormat::Secs, true),
        pages.app.settings().public_url,
    );
    ([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "public, max-age=3600")], text).into_response()
}

/// A contact as the file wants it: an address with its scheme. Without one, the usual mailbox of the host.
fn contact(given: Option<&str>, public_url: &str) -> String {
    let given = given.map(str::trim).filter(|given| !given.is_empty() && !given.contains(char::is_control));
    match given {
        Some(given) if given.contains(':') => given.to_owned(),
        Some(given) => format!("mailto:{given}"),
        None => {
            let rest = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
            let host = rest.split(['/', ':']).next().filter(|host| !host.is_empty()).unwrap_or("localhost");
            format!("mailto:security@{host}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_always_has_a_scheme_and_stays_on_its_line() {
        assert_eq!(contact(Some("veilig@loket.nl"), ""), "mailto:veilig@loket.nl");
        assert_eq!(contact(Some("https://loket.nl/veilig"), ""), "https://loket.nl/veilig");
        assert_eq!(contact(Some("a\nExpires: nooit"), "https://loket.nl"), "mailto:security@loket.nl");
        assert_eq!(contact(None, "http://127.0.0.1:8080"), "mailto:security@127.0.0.1");
    }
}
