//! What comes in with a request; what cannot be read gets a page in Dutch, never the words of a library.

use crate::Web;
use crate::error::Failure;
use crate::typed::Slot;
use app::Refusal;
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Numbers;
use http_body_util::BodyExt;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

/// Largest form, in bytes.
const FORM_BYTES: usize = 256 * 1024;
/// How much of a larger one is read and thrown away, so that the sender reads our answer instead of a broken line.
const DRAINED_BYTES: usize = 64 * 1024 * 1024;

/// The fields of a form.
pub(crate) struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Web> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        let read = axum_extra::extract::Form::<T>::from_request(request, web).await;
        read.map(|form| Self(form.0)).map_err(|_| Failure::Form)
    }
}

/// A part of the address; an address that cannot be read is no page.
pub(crate) struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Web> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, web).await;
        read.map(|path| Self(path.0)).map_err(|_| Failure::Refused(Refusal::Hidden))
    }
}

/// The secret of a link, whatever was pasted around it: a full stop, a bracket, a second line, the link once more.
///
/// Nothing of what is checked becomes weaker: it is the whole secret that has to be right.
pub(crate) struct Secret(pub String);

impl FromRequestParts<Web> for Secret {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _web: &Web) -> Result<Self, Failure> {
        let decoded = decoded(parts.uri.path());
        let behind = decoded.trim_start_matches('/').split_once('/').map_or("", |(_, behind)| behind);
        secret_in(behind).map(Self).ok_or(Failure::Refused(Refusal::Hidden))
    }
}

/// Where a link leads that is damaged around its secret: other capitals, more slashes, something behind it.
pub(crate) fn mended_link(path: &str) -> Option<String> {
    let decoded = decoded(path);
    let (place, behind) = decoded.trim_start_matches('/').split_once('/')?;
    let place =
        ["volg", "toegang", "organisatie"].into_iter().find(|known| known.eq_ignore_ascii_case(place.trim()))?;
    Some(format!("/{place}/{}", secret_in(behind)?))
}

/// Length of a secret of 256 bits as it stands in a link.
const SECRET: usize = 43;

/// The first run of signs that is long enough to be a secret, cut to its length. Signs that nobody sees may stand in it:
/// programs for mail break long lines.
fn secret_in(text: &str) -> Option<String> {
    let seen = text.chars().filter(|sign| !sign.is_whitespace() && !sign.is_control() && !is_unseen(*sign));
    let mut run = String::new();
    for sign in seen {
        if sign.is_ascii_alphanumeric() || sign == '-' || sign == '_' {
            run.push(sign);
        } else {
            run.clear();
        }
        if run.len() == SECRET {
            return Some(run);
        }
    }
    None
}

fn is_unseen(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// What cannot be read is no letter of a secret.
fn decoded(path: &str) -> String {
    percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned()
}

/// What stands behind the question mark.
pub(crate) struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Web> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let read = axum::extract::Query::<T>::from_request_parts(parts, web).await;
        read.map(|query| Self(query.0)).map_err(|_| Failure::Form)
    }
}

/// What is asked of a page that takes no filters: whoever asks for more is told, and not shown something else.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoFilters {
    /// A kept form that is to be filled in; empty just after something was saved.
    pub(crate) bewaard: Option<String>,
}

/// What the sender of a form says of its numbers: every form that is asked about one has a box for the answer.
pub(crate) struct AboutNumbers(pub Numbers);

impl FromRequestParts<Web> for AboutNumbers {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _web: &Web) -> Result<Self, Failure> {
        Ok(Self(parts.extensions.get().copied().unwrap_or_default()))
    }
}

fn numbers_in(form: &[u8]) -> Numbers {
    Numbers::of(form_urlencoded::parse(form).any(|(name, value)| name == "geen_bsn" && value == "ja"))
}

/// Lets no more through than a form may hold; the rest of a larger one is thrown away before it is refused.
pub(crate) async fn bounded(request: Request, next: Next) -> Response {
    let (mut head, mut body) = request.into_parts();
    let mut bytes = Vec::new();
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return Failure::Form.into_response() };
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len();
        if seen <= FORM_BYTES {
            bytes.extend_from_slice(&data);
        } else {
            bytes = Vec::new();
        }
        if seen > DRAINED_BYTES {
            break;
        }
    }
    if seen > FORM_BYTES {
        return Failure::TooLarge.into_response();
    }
    Slot::remember(&head, &bytes);
    head.extensions.insert(numbers_in(&bytes));
    next.run(Request::from_parts(head, Body::from(bytes))).await
}

#[cfg(test)]
mod tests {
    use super::{mended_link, secret_in};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_secret_is_read_whole_whatever_stands_around_it(
            secret in "[A-Za-z0-9_-]{43}", before in "[<(\"'\u{200b} ]{0,3}", behind in "\\PC{0,20}"
        ) {
            let read = secret_in(&format!("{before}{secret}{behind}"));
            prop_assert_eq!(read.as_deref(), Some(secret.as_str()));
            let mended = mended_link(&format!("//Volg/{secret}/{}", behind.replace('%', "")));
            prop_assert_eq!(mended, Some(format!("/volg/{secret}")));
        }

        #[test]
        fn what_is_too_short_is_no_secret(short in "[A-Za-z0-9_-]{0,42}", behind in "[.,)/]{0,5}") {
            prop_assert_eq!(secret_in(&format!("{short}{behind}")), None);
        }
    }

    #[test]
    fn only_links_with_a_secret_are_mended() {
        let secret = "a".repeat(43);
        assert_eq!(mended_link(&format!("/volg/{secret}/")), Some(format!("/volg/{secret}")));
        for path in [format!("/vragen/{secret}"), "/volg/".to_owned(), "/".to_owned(), format!("/{secret}")] {
            assert_eq!(mended_link(&path), None, "{path}");
        }
    }
}
