//! Files beside the queries (uploads and downloads): taken in as they are, and named in a mutation afterwards.
//!
//! `POST /graphql/files?name=plan.pdf` takes the bytes of one file and answers with its `id`, for `attachments` of an input.
//! `GET /graphql/files/{id}` gives the content of an attachment.

use crate::api::Api;
use crate::problem::{no_store, problem};
use crate::sender::{self, Bearer, Counts, refused_token};
use app::{Caller, Counted, Refusal, Unsent};
use axum::body::Body;
use axum::extract::{ConnectInfo, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use domain::{Complaints, FileId, SentFile};
use futures_util::StreamExt;
use serde_json::json;
use std::collections::HashMap;
use std::net::SocketAddr;

/// How much of a refused file is read and thrown away, so that its sender reads why.
const DRAINED: usize = 1024 * 1024 * 1024;

/// Takes a file in.
pub(crate) async fn take(
    State(api): State<Api>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Query(asked): Query<HashMap<String, String>>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let mut pieces = body.into_data_stream();
    let taken = taken(&api, &head.headers, peer, asked.get("name"), &mut pieces).await;
    let mut thrown_away = 0;
    while let Some(Ok(piece)) = pieces.next().await {
        thrown_away += piece.len();
        if thrown_away > DRAINED {
            break;
        }
    }
    match taken {
        Ok(file) => {
            let told = json!({ "id": file.id, "name": file.name, "mediaType": file.media_type, "size": file.bytes, "sha256": file.hash });
            no_store((StatusCode::CREATED, Json(told)).into_response())
        }
        Err(refusal) => refusal,
    }
}

async fn taken(
    api: &Api,
    headers: &HeaderMap,
    peer: SocketAddr,
    name: Option<&String>,
    pieces: &mut axum::body::BodyDataStream,
) -> Result<SentFile, Response> {
    let caller = caller(api, headers).await?;
    let counts = Counts::new(&api.options, sender::address(&api.options, headers, peer), &caller);
    counts.check(Counted::Attempt).map_err(|wait| {
        let words = "U stuurde veel aanvragen achter elkaar. Probeer het later nog eens.";
        let mut response = problem(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", words);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        response
    })?;
    let name = name.map(String::as_str).unwrap_or_default();
    api.app.receive_file(&caller, name, pieces).await.map_err(|why| match why {
        Unsent::Refused(why) => problem(StatusCode::UNPROCESSABLE_ENTITY, "REFUSED_FILE", &why),
        Unsent::NotNow(why) => problem(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", &why),
        Unsent::Failed(refusal) => refused(refusal),
    })
}

/// Gives a file, to be kept and never shown.
pub(crate) async fn give(State(api): State<Api>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let caller = match caller(&api, &headers).await {
        Ok(caller) => caller,
        Err(refusal) => return refusal,
    };
    let Ok(id) = id.parse::<FileId>() else { return refused(Refusal::Hidden) };
    match api.app.read_file(&caller, id).await {
        Ok((file, content)) => {
            let kind =
                HeaderValue::from_str(&file.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
            let mut response = Response::new(Body::from_stream(content));
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, kind);
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.bytes));
            headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
            no_store(response)
        }
        Err(refusal) => refused(refusal),
    }
}

async fn caller(api: &Api, headers: &HeaderMap) -> Result<Caller, Response> {
    let bearer = Bearer::of(headers).map_err(|refusal| refused_token(&refusal))?;
    bearer.caller(&api.app).await.map_err(|refusal| refused_token(&refusal))
}

fn refused(refusal: Refusal) -> Response {
    match refusal {
        Refusal::Hidden | Refusal::Forbidden => problem(StatusCode::NOT_FOUND, "NOT_FOUND", "Niet gevonden."),
        Refusal::Complaints(Complaints(all)) => {
            let words: Vec<String> = all.into_iter().map(|one| one.message).collect();
            problem(StatusCode::BAD_REQUEST, "BAD_REQUEST", &words.join(" "))
        }
        Refusal::Unavailable(why) => {
            tracing::warn!(%why, "a file is unavailable");
            problem(
                StatusCode::SERVICE_UNAVAILABLE,
                "UNAVAILABLE",
                "Het loket is even niet bereikbaar. Probeer het zo nog eens.",
            )
        }
        other => {
            tracing::error!(error = %other, "a file cannot be taken or given");
            problem(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "Er ging bij ons iets mis.")
        }
    }
}
