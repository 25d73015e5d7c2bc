//! Reads what was posted (request body, content type, size limit) into one query.
#![expect(clippy::result_large_err, reason = "a refusal is a whole response, made once per request")]

use crate::problem::problem;
use async_graphql::Request as Query;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt;

/// How much of a larger one is read and thrown away, so that the sender reads our answer instead of a broken line.
const DRAINED_BYTES: usize = 64 * 1024 * 1024;

/// The whole body, or 413 after the rest has been thrown away.
pub(crate) async fn read(mut body: Body, most: usize) -> Result<Vec<u8>, Response> {
    let mut bytes = Vec::new();
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Err(problem(
                StatusCode::REQUEST_TIMEOUT,
                "BAD_REQUEST",
                "De aanvraag kwam niet in zijn geheel aan.",
            ));
        };
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len();
        if seen <= most {
            bytes.extend_from_slice(&data);
        } else if seen > DRAINED_BYTES {
            break;
        }
    }
    if seen > most {
        return Err(problem(StatusCode::PAYLOAD_TOO_LARGE, "BAD_REQUEST", "De aanvraag is te groot."));
    }
    Ok(bytes)
}

pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let plain = !headers.contains_key(header::CONTENT_ENCODING);
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    plain && kind.eq_ignore_ascii_case("application/json")
}

/// One operation: an object, never a list.
pub(crate) fn query(body: &[u8]) -> Result<Query, Response> {
    let bad = |message: &str| problem(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    let value: serde_json::Value = serde_json::from_slice(body).map_err(|_| bad("Dit is geen geldige JSON."))?;
    if !value.is_object() {
        return Err(bad("Stuur precies een bewerking, als JSON-object."));
    }
    if !value.get("query").is_some_and(serde_json::Value::is_string) {
        return Err(bad("Het veld query ontbreekt."));
    }
    serde_json::from_value(value).map_err(|_| bad("Een veld van de aanvraag heeft niet de juiste vorm."))
}
