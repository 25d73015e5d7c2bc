//! The WebSocket (graphql-transport-ws): who may open how many, how long they may be silent, and who they are at each
//! message.

use crate::http::{Api, clean, refusal};
use crate::sender::{self, Bearer};
use app::{App, Caller};
use async_graphql::http::{WebSocket as Protocol, WebSocketProtocols, WsMessage};
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use async_graphql::{Data, Executor, Request as Query, Response as Answer};
use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use axum::extract::{ConnectInfo, State, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use domain::PersonId;
use futures_util::stream::{self, BoxStream};
use futures_util::{SinkExt, StreamExt};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

const PROTOCOL: &str = "graphql-transport-ws";
/// How long a listener may take to read one message.
const READ_WITHIN: Duration = Duration::from_secs(10);
/// What may wait for a listener who reads slowly, in bytes.
const BUFFERED: usize = 1024 * 1024;

/// For whom a WebSocket is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Holder {
    Address(IpAddr),
    Person(PersonId),
}

/// How many are open, and for whom. Nobody with none is in it.
#[derive(Clone, Default)]
pub(crate) struct Places(Arc<Mutex<HashMap<Holder, usize>>>);

/// One open WebSocket; gives its place back when dropped.
struct Place {
    places: Places,
    holder: Holder,
}

impl Places {
    fn take(&self, holder: Holder, most: usize) -> Option<Place> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.get(&holder).copied().unwrap_or(0);
        if count >= most {
            return None;
        }
        open.insert(holder, count + 1);
        Some(Place { places: self.clone(), holder })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.places.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.holder) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.holder);
            }
        }
    }
}

/// How a conversation ends, when we end it: a code of graphql-transport-ws and why.
type Farewell = Arc<Mutex<Option<(u16, &'static str)>>>;

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
        return crate::http::problem(
            StatusCode::BAD_REQUEST,
            "BAD_REQUEST",
            "Gebruik het protocol graphql-transport-ws.",
        );
    }
    let limits = api.options.limits;
    let address = sender::address(&api.options, &headers, peer);
    let Some(place) = api.places.take(Holder::Address(address), limits.sockets_per_address) else {
        let mut refused =
            crate::http::problem(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", "U heeft te veel verbindingen open.");
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

async fn converse(socket: WebSocket, api: Api, bearer: Bearer, address: IpAddr) {
    let limits = api.options.limits;
    let (mut sink, messages) = socket.split();
    let farewell = Farewell::default();
    let (heard, known) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicBool::new(false)));

    let input = {
        let (heard, farewell) = (Arc::clone(&heard), Arc::clone(&farewell));
        let input = messages.scan((), move |(), message| {
            heard.store(true, Ordering::Relaxed);
            let message =
                message.inspect_err(|_| say(&farewell, 1009, "Dit bericht is te groot of niet goed gevormd."));
            std::future::ready(message.ok())
        });
        input.filter_map(|message| std::future::ready(matches!(message, Message::Text(_)).then(|| message.into_data())))
    };
    let init = {
        let (api, farewell, known) = (api.clone(), Arc::clone(&farewell), Arc::clone(&known));
        async move |payload: serde_json::Value| {
            let bearer =
                payload.get("Authorization").and_then(serde_json::Value::as_str).map_or(bearer, Bearer::of_text);
            let Ok(caller) = bearer.caller(&api.app).await else {
                say(&farewell, 4403, "Dit token is niet geldig.");
                return Err(async_graphql::Error::new(""));
            };
            let mut data = Data::default();
            if let Some(person) = caller.actor.person() {
                let Some(place) = api.places.take(Holder::Person(person), limits.sockets_per_token) else {
                    say(&farewell, 4429, "U heeft te veel verbindingen open.");
                    return Err(async_graphql::Error::new(""));
                };
                data.insert(place);
            }
            data.insert(bearer);
            known.store(true, Ordering::Relaxed);
            Ok(data)
        }
    };
    let executor = Operations { api, address, under_way: Arc::default() };
    let answers = Protocol::new(executor, input, WebSocketProtocols::GraphQLWS).on_connection_init(init);
    let mut answers = pin!(answers);

    let mut ping = interval(limits.ping_every);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut too_late = pin!(sleep(limits.init_within));
    loop {
        let message = tokio::select! {
            answer = answers.next() => match answer {
                Some(WsMessage::Text(text)) => Message::Text(text.into()),
                Some(WsMessage::Close(code, _)) => {
                    // The library's reasons hold pieces of what was sent.
                    match code {
                        1011 => say(&farewell, 4401, "Stuur eerst connection_init."),
                        4429 => say(&farewell, 4429, "Stuur connection_init een keer."),
                        _ => say(&farewell, 4400, "Dit bericht is niet goed gevormd."),
                    }
                    break;
                }
                None => break,
            },
            _ = ping.tick() => {
                if !heard.swap(false, Ordering::Relaxed) {
                    say(&farewell, 4408, "Er kwam geen antwoord.");
                    break;
                }
                Message::Ping(Bytes::new())
            }
            () = &mut too_late, if !known.load(Ordering::Relaxed) => {
                say(&farewell, 4408, "Er kwam geen connection_init.");
                break;
            }
        };
        if !matches!(timeout(READ_WITHIN, sink.send(message)).await, Ok(Ok(()))) {
            return;
        }
    }
    let (code, reason) = farewell.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or((1000, ""));
    let close = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
    // Whoever has gone does not hear it.
    let _ = timeout(READ_WITHIN, sink.send(close)).await;
}

/// The first reason is the one that counts.
fn say(farewell: &Farewell, code: u16, reason: &'static str) {
    farewell.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert((code, reason));
}

/// Runs what comes over a socket within the same bounds as what comes over HTTP, for whoever its sender is by then.
#[derive(Clone)]
struct Operations {
    api: Api,
    address: IpAddr,
    under_way: Arc<AtomicUsize>,
}

/// One operation under way.
struct UnderWay(Arc<AtomicUsize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Operations {
    async fn begin(self, query: Query, bearer: Bearer) -> BoxStream<'static, Answer> {
        let one = |answer: Answer| stream::once(std::future::ready(answer)).boxed();
        let most = self.api.options.limits.operations_per_socket;
        if self.under_way.fetch_add(1, Ordering::Relaxed) >= most {
            self.under_way.fetch_sub(1, Ordering::Relaxed);
            return one(refusal("RATE_LIMITED", "Er lopen te veel bewerkingen tegelijk op deze verbinding."));
        }
        let under_way = UnderWay(Arc::clone(&self.under_way));
        let Ok(caller) = bearer.caller(&self.api.app).await else {
            return one(refusal("UNAUTHENTICATED", "Dit token is niet geldig."));
        };
        let (document, query) = match self.api.guarded(query) {
            Ok(guarded) => guarded,
            Err(refused) => return one(refused),
        };
        let (query, _) = self.api.with_context(query, caller, bearer, self.address);
        if is_subscription(&document) {
            let answers = self.api.schema.execute_stream(query).map(clean);
            // Held until the stream ends.
            return answers.inspect(move |_| _ = &under_way).boxed();
        }
        one(self.api.run(query).await)
    }
}

impl Executor for Operations {
    async fn execute(&self, query: Query) -> Answer {
        let nobody = Bearer::of(&HeaderMap::new()).unwrap_or(Bearer::of_text(""));
        let mut answers = self.clone().begin(query, nobody).await;
        answers.next().await.unwrap_or_default()
    }

    fn execute_stream(&self, query: Query, session: Option<Arc<Data>>) -> BoxStream<'static, Answer> {
        let bearer = session
            .as_ref()
            .and_then(|data| data.get(&std::any::TypeId::of::<Bearer>()))
            .and_then(|bearer| bearer.downcast_ref::<Bearer>())
            .cloned()
            // Without a session there is no token; a bad one lets nobody in.
            .unwrap_or_else(|| Bearer::of_text(""));
        stream::once(self.clone().begin(query, bearer)).flatten().boxed()
    }
}

fn is_subscription(document: &ExecutableDocument) -> bool {
    match &document.operations {
        DocumentOperations::Single(operation) => operation.node.ty == OperationType::Subscription,
        DocumentOperations::Multiple(operations) => {
            operations.values().any(|operation| operation.node.ty == OperationType::Subscription)
        }
    }
}

/// Is this still the caller that began to listen? Losing a role, leaving, and a token's end all end a stream.
pub(crate) async fn is_still(bearer: &Bearer, app: &App, caller: &Caller) -> bool {
    bearer.caller(app).await.is_ok_and(|now| now == *caller)
}
