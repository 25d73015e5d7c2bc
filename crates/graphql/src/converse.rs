//! One conversation over a WebSocket (graphql-transport-ws: connection_init, ping, close codes).

use crate::api::Api;
use crate::operations::Operations;
use crate::places::Holder;
use crate::sender::Bearer;
use async_graphql::http::{WebSocket as Protocol, WebSocketProtocols, WsMessage};
use async_graphql::{Data, Error, Result};
use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::stream::SplitStream;
use futures_util::{SinkExt, Stream, StreamExt};
use std::net::IpAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

/// How long a listener may take to read one message.
const READ_WITHIN: Duration = Duration::from_secs(10);

/// How a conversation ends, when we end it: a code of graphql-transport-ws and why.
type Farewell = Arc<Mutex<Option<(u16, &'static str)>>>;

/// What both sides of a conversation know of it.
#[derive(Clone, Default)]
struct Signs {
    /// Something came since the last ping.
    heard: Arc<AtomicBool>,
    /// Who it is was said, and holds.
    known: Arc<AtomicBool>,
    farewell: Farewell,
}

impl Signs {
    /// The first reason is the one that counts.
    fn say(&self, code: u16, reason: &'static str) {
        self.farewell.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert((code, reason));
    }

    /// Why the library ends it: its own reasons hold pieces of what was sent.
    fn say_for(&self, code: u16) {
        match code {
            1011 => self.say(4401, "Stuur eerst connection_init."),
            4429 => self.say(4429, "Stuur connection_init een keer."),
            _ => self.say(4400, "Dit bericht is niet goed gevormd."),
        }
    }

    fn close(&self) -> Message {
        let farewell = *self.farewell.lock().unwrap_or_else(PoisonError::into_inner);
        let (code, reason) = farewell.unwrap_or((1000, ""));
        Message::Close(Some(CloseFrame { code, reason: reason.into() }))
    }
}

/// From the first message to the last.
pub(crate) async fn converse(socket: WebSocket, api: Api, bearer: Bearer, address: IpAddr) {
    let limits = api.options.limits;
    let (mut sink, messages) = socket.split();
    let signs = Signs::default();
    signs.heard.store(true, Ordering::Relaxed);

    let init = {
        let (api, signs) = (api.clone(), signs.clone());
        move |payload| introduced(api, bearer, signs, payload)
    };
    let operations = Operations::of(api, address);
    let answers = Protocol::new(operations, texts(messages, signs.clone()), WebSocketProtocols::GraphQLWS);
    let mut answers = pin!(answers.on_connection_init(init));

    let mut ping = interval(limits.ping_every);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut too_late = pin!(sleep(limits.init_within));
    loop {
        let message = tokio::select! {
            answer = answers.next() => match answer {
                Some(WsMessage::Text(text)) => Message::Text(text.into()),
                Some(WsMessage::Close(code, _)) => {
                    signs.say_for(code);
                    break;
                }
                None => break,
            },
            _ = ping.tick() => {
                if !signs.heard.swap(false, Ordering::Relaxed) {
                    signs.say(4408, "Er kwam geen antwoord.");
                    break;
                }
                Message::Ping(Bytes::new())
            }
            () = &mut too_late, if !signs.known.load(Ordering::Relaxed) => {
                signs.say(4408, "Er kwam geen connection_init.");
                break;
            }
        };
        if !matches!(timeout(READ_WITHIN, sink.send(message)).await, Ok(Ok(()))) {
            return;
        }
    }
    // Whoever has gone does not hear it.
    let _ = timeout(READ_WITHIN, sink.send(signs.close())).await;
}

/// The texts that come in; whatever comes is a sign of life.
fn texts(messages: SplitStream<WebSocket>, signs: Signs) -> impl Stream<Item = Bytes> {
    let input = messages.scan((), move |(), message| {
        signs.heard.store(true, Ordering::Relaxed);
        let message = message.inspect_err(|_| signs.say(1009, "Dit bericht is te groot of niet goed gevormd."));
        std::future::ready(message.ok())
    });
    input.filter_map(|message| std::future::ready(matches!(message, Message::Text(_)).then(|| message.into_data())))
}

/// Who it is, by the token of `connection_init`, or else of the request; with the place that is theirs while it lasts.
async fn introduced(api: Api, bearer: Bearer, signs: Signs, payload: serde_json::Value) -> Result<Data> {
    let bearer = payload.get("Authorization").and_then(serde_json::Value::as_str).map_or(bearer, Bearer::of_text);
    let Ok(caller) = bearer.caller(&api.app).await else {
        signs.say(4403, "Dit token is niet geldig.");
        return Err(Error::new(""));
    };
    let mut data = Data::default();
    if let Some(person) = caller.actor.person() {
        let Some(place) = api.places.take(Holder::Person(person), api.options.limits.sockets_per_token) else {
            signs.say(4429, "U heeft te veel verbindingen open.");
            return Err(Error::new(""));
        };
        data.insert(place);
    }
    data.insert(bearer);
    signs.known.store(true, Ordering::Relaxed);
    Ok(data)
}
