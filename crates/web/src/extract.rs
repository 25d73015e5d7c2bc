//! What comes in with a request (extractors, request body); what cannot be read gets a page in Dutch, never the words of
//! a library.

use crate::error::Failure;
use crate::links::{decoded, secret_in};
pub(crate) use crate::query::Query;
use crate::sent_along::{FORM_BYTES, has_files, taken_in};
use crate::state::Web;
use crate::typed::Slot;
use app::Refusal;
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Numbers;
use http_body_util::BodyExt;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

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
pub(crate) async fn bounded(State(web): State<Web>, request: Request, next: Next) -> Response {
    let (mut head, body) = request.into_parts();
    let read = if has_files(&head) { taken_in(&web, &mut head, body).await } else { whole(body).await };
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(failure) => return failure.into_response(),
    };
    Slot::remember(&head, &bytes);
    head.extensions.insert(numbers_in(&bytes));
    next.run(Request::from_parts(head, Body::from(bytes))).await
}

/// All of a body, if it is no more than a form may hold.
async fn whole(mut body: Body) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Failure::Form)?;
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
    if seen > FORM_BYTES { Err(Failure::TooLarge) } else { Ok(bytes) }
}
