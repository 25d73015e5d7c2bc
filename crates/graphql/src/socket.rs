//! The WebSocket (upgrade, graphql-transport-ws): who may open one, and how many.

use crate::api::Api;
use crate::converse::converse;
use crate::places::Holder;
use crate::problem::problem;
use crate::sender::{self, Bearer};
use axum::extract::{ConnectInfo, State, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use std::net::SocketAddr;

const PROTOCOL: &str = "graphql-transport-ws";
/// What may wait for a listener who reads slowly, in bytes.
const BUFFERED: usize = 1024 * 1024;

/// A token in the head of the request, or in the first message.
pub(crate) async fn listen(
    State(api): State<Api>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let bearer = match Bearer::of(&headers) {
        Ok(bearer) => bearer,
        Err(refusal) => return sender::refused_token(&refusal),
    };
    if let Err(refusal) = bearer.caller(&api.app).await {
        return sender::refused_token(&refusal);
    }
    let upgrade = upgrade.protocols([PROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        return problem(StatusCode::BAD_REQUEST, "BAD_REQUEST", "Gebruik het protocol graphql-transport-ws.");
    }
    let limits = api.options.limits;
    let address = sender::address(&api.options, &headers, peer);
    let Some(place) = api.places.take(Holder::Address(address), limits.sockets_per_address) else {
        let mut refused = problem(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", "U heeft te veel verbindingen open.");
        refused.headers_mut().insert("retry-after", HeaderValue::from_static("60"));
        return refused;
    };
    upgrade
        .max_message_size(limits.body_bytes)
        .max_frame_size(limits.body_bytes)
        .max_write_buffer_size(BUFFERED)
        .on_upgrade(async move |socket| {
            converse(socket, api, bearer, address).await;
            drop(place);
        })
}
