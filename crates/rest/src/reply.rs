//! What an answer of this API carries besides its content (headers, ETag, CORS).

use crate::description::VERSION;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

const API_VERSION: HeaderName = HeaderName::from_static("api-version");
/// Bytes of a content's hash that are its mark: more than chance ever makes equal.
const MARK_BYTES: usize = 16;

/// The content with its mark (ETag), or that it is still the same.
pub(crate) fn content(asked: &HeaderMap, content: &impl Serialize) -> Response {
    let body = match serde_json::to_vec(content) {
        Ok(body) => body,
        Err(error) => return crate::problem::refused(app::Refusal::Internal(error.to_string())),
    };
    let mark = mark(&body);
    let mut response = if is_known(asked, &mark) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
    };
    if let Ok(mark) = HeaderValue::from_str(&mark) {
        response.headers_mut().insert(header::ETAG, mark);
    }
    response
}

/// A weak one: the same content may leave compressed.
fn mark(body: &[u8]) -> String {
    let mut mark = "W/\"".to_owned();
    for byte in Sha256::digest(body).iter().take(MARK_BYTES) {
        let _ = write!(mark, "{byte:02x}");
    }
    mark + "\""
}

/// Is this what whoever asks says that they have?
fn is_known(asked: &HeaderMap, mark: &str) -> bool {
    let lines = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    let plain = |mark: &str| mark.trim().trim_start_matches("W/").to_owned();
    lines.flat_map(|line| line.split(',')).any(|one| one.trim() == "*" || plain(one) == plain(mark))
}

/// What every answer of this API says, whatever it is.
pub(crate) fn signed(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(API_VERSION, HeaderValue::from_static(VERSION));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    // All of it is public, and asks for no cookie: any page may read it.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("API-Version, ETag, Retry-After"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_has_is_known_by_its_mark_alone_or_among_others() {
        let mark = mark(b"inhoud");
        let asked = |line: &str| HeaderMap::from_iter([(header::IF_NONE_MATCH, line.parse().expect("a header"))]);
        assert!(is_known(&asked(&mark), &mark) && is_known(&asked(&format!("\"a\", {mark}")), &mark));
        assert!(is_known(&asked("*"), &mark) && is_known(&asked(mark.trim_start_matches("W/")), &mark));
        assert!(!is_known(&asked("\"a\""), &mark) && !is_known(&HeaderMap::new(), &mark));
    }
}
