//! What a form or an address brings, with every value of a name that comes more than once.

use crate::error::Failure;
use axum::body::Bytes;
use axum::extract::{Form, FromRequest, FromRequestParts, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use http_body_util::BodyExt;

/// Largest form, in bytes.
pub(crate) const MOST_BYTES: usize = 256 * 1024;
/// How much more is read and thrown away, so that the browser gets to see why its form was refused.
const MOST_DRAINED: usize = 8 * 1024 * 1024;

/// Names and values, in the order in which they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The first value of this name, or nothing.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// Every value of this name that is not empty.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        self.0
            .iter()
            .filter(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// The first value of this name, trimmed, if there is anything in it.
    pub(crate) fn some(&self, name: &str) -> Option<&str> {
        Some(self.get(name).trim()).filter(|value| !value.is_empty())
    }
}

/// What was asked for in the address.
pub(crate) struct Asked(pub Fields);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Query(pairs) =
            Query::<Vec<(String, String)>>::from_request_parts(parts, state).await.map_err(|_| Failure::BadRequest)?;
        Ok(Self(Fields(pairs)))
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Failure::BadRequest);
        }
        let (parts, body) = request.into_parts();
        let bytes = bounded(body).await?;
        let request = Request::from_parts(parts, axum::body::Body::from(bytes));
        let Form(pairs) =
            Form::<Vec<(String, String)>>::from_request(request, state).await.map_err(|_| Failure::BadRequest)?;
        Ok(Self(pairs))
    }
}

/// The body, or a refusal after the rest of it was read: closing at once looks like a broken connection.
async fn bounded(mut body: axum::body::Body) -> Result<Bytes, Failure> {
    let mut kept = Vec::new();
    let mut seen = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Failure::BadRequest)?.into_data() else { continue };
        seen += data.len();
        if seen <= MOST_BYTES {
            kept.extend_from_slice(&data);
        } else if seen > MOST_DRAINED {
            break;
        }
    }
    if seen > MOST_BYTES { Err(Failure::TooLarge) } else { Ok(Bytes::from(kept)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    async fn read(body: String) -> Result<Fields, Failure> {
        let request = Request::post("/").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        Fields::from_request(request.body(Body::from(body)).expect("a request"), &()).await
    }

    #[tokio::test]
    async fn every_value_of_a_name_is_kept_in_order() {
        let fields = read("theme=b&theme=a&theme=&subject=+caf%C3%A9+".to_owned()).await.expect("a form");
        assert_eq!(fields.all("theme"), ["b", "a"]);
        assert_eq!(fields.some("subject"), Some("café"));
        assert_eq!(fields.get("nothing"), "");
    }

    #[tokio::test]
    async fn a_form_at_the_limit_is_read_and_one_byte_more_is_refused() {
        let at = format!("a={}", "x".repeat(MOST_BYTES - 2));
        assert!(read(at.clone()).await.is_ok());
        assert!(matches!(read(at + "x").await, Err(Failure::TooLarge)));
    }
}
