//! What a listener hears: only what they may see at that moment, only while they are who they were, and from every
//! process on the same database.

use crate::client::{HANGS_AFTER, SUBMIT, listening, listening_with, question};
use crate::crash::{loket, serve_on};
use app::Caller;
use domain::{Actor, Origin};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::process::Stdio;
use std::time::Duration;
use testkit::{TestDesk, desks};
use tokio::io::AsyncReadExt;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

const LISTEN: &str = "subscription { ticketChanged { reference subject status messages { nodes { body internal } } } }";
/// Long enough for news to arrive; only waited out where nothing should come.
const NOTHING_WITHIN: Duration = Duration::from_millis(600);

struct Socket(WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>);

impl Socket {
    /// Opens a WebSocket; with a token in the head of the request, if there is one.
    async fn open(address: &str, token: Option<&str>) -> Result<Self, Error> {
        let mut request = format!("{}/graphql/ws", address.replace("http", "ws")).into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
        if let Some(token) = token {
            let value = format!("Bearer {token}").parse().expect("a header");
            request.headers_mut().insert("authorization", value);
        }
        Ok(Self(connect_async(request).await?.0))
    }

    async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.expect("it can be sent");
    }

    /// What comes next: a message, or the code of the end.
    async fn hear(&mut self) -> Result<Value, u16> {
        // Pings are no answer: they do not begin the wait again.
        let until = tokio::time::sleep(HANGS_AFTER);
        let mut until = std::pin::pin!(until);
        loop {
            let message = tokio::select! {
                message = self.0.next() => message,
                () = &mut until => panic!("nothing comes"),
            };
            match message {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).expect("JSON")),
                Some(Ok(Message::Close(frame))) => return Err(frame.map_or(0, |frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(0),
            }
        }
    }

    async fn nothing_comes(&mut self) {
        let came = tokio::time::timeout(NOTHING_WITHIN, self.hear()).await;
        assert!(came.is_err(), "{came:?}");
    }

    /// Begins to listen, with this payload of `connection_init`.
    async fn listen(&mut self, payload: Value) {
        self.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(self.hear().await.expect("an answer")["type"], "connection_ack");
        self.say(json!({ "type": "subscribe", "id": "1", "payload": { "query": LISTEN } })).await;
        // Whoever gets an answer to a later question is listening.
        self.say(json!({ "type": "subscribe", "id": "2", "payload": { "query": "{ __typename }" } })).await;
        assert_eq!(self.hear().await.expect("an answer")["id"], "2");
        assert_eq!(self.hear().await.expect("an answer")["type"], "complete");
    }

    async fn hears_of(&mut self, reference: &str) -> Value {
        let heard = self.hear().await.expect("news");
        assert_eq!(heard["type"], "next", "{heard}");
        let ticket = heard["payload"]["data"]["ticketChanged"].clone();
        assert_eq!(ticket["reference"], reference, "{heard}");
        ticket
    }
}

async fn opened(address: &str, token: &str) -> Socket {
    let mut socket = Socket::open(address, None).await.expect("it opens");
    socket.listen(json!({ "Authorization": format!("Bearer {token}") })).await;
    socket
}

#[tokio::test]
async fn a_listener_hears_what_becomes_visible_and_nothing_of_what_becomes_hidden() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let (anna, bram, lead) =
            (desk.token(TestDesk::ANNA).await, desk.token(TestDesk::BRAM).await, desk.token(TestDesk::LEAD).await);
        let mut annas = opened(&client.address, &anna).await;
        let mut brams = Socket::open(&client.address, Some(&bram)).await.expect("it opens");
        brams.listen(Value::Null).await;

        // A woonzorgvisie is Anna's; Bram knows nothing of it.
        let receipt = client.ask(None, SUBMIT, question(1)).await["submitQuestion"]["receipt"].clone();
        let reference = receipt["reference"].as_str().expect("a reference").to_owned();
        annas.hears_of(&reference).await;
        brams.nothing_comes().await;

        // A lead gives it to Bram: it becomes visible to him. Anna still knows its theme.
        let by =
            json!({ "input": { "reference": reference, "expertId": TestDesk::BRAM.to_string(), "reason": "Wissel" } });
        let assign = "mutation($input: AssignTicketInput!) { assignTicket(input: $input) { errors { code } } }";
        client.ask(Some(&lead), assign, by.clone()).await;
        let seen = brams.hears_of(&reference).await;
        assert_eq!(seen["status"], "ASSIGNED");
        annas.hears_of(&reference).await;

        // Back to Anna: it becomes hidden to Bram, who is told nothing at all, now and afterwards.
        let back =
            json!({ "input": { "reference": reference, "expertId": TestDesk::ANNA.to_string(), "reason": "Terug" } });
        client.ask(Some(&lead), assign, back).await;
        annas.hears_of(&reference).await;
        let note = "mutation($input: AddNoteInput!) { addNote(input: $input) { errors { code } } }";
        client.ask(Some(&lead), note, json!({ "input": { "reference": reference, "body": "Intern" } })).await;
        annas.hears_of(&reference).await;
        brams.nothing_comes().await;
    }
}

#[tokio::test]
async fn a_stream_ends_when_its_token_does() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let operator = Caller::system(Origin::Cli);
        let short =
            desk.app.issue_token(&operator, "anna@desk.example", chrono::Duration::hours(1)).await.expect("one");
        let mut expires = opened(&client.address, &short).await;
        let mut leaves = opened(&client.address, &desk.token(TestDesk::CARLA).await).await;
        desk.clock.advance(chrono::Duration::hours(2));
        let ended = expires.hear().await.expect("a message");
        assert_eq!(ended, json!({ "type": "complete", "id": "1" }), "it says that it ends, and not why");
        // The socket is still there, and good for nothing.
        expires.say(json!({ "type": "subscribe", "id": "3", "payload": { "query": "{ viewer { name } }" } })).await;
        let refused = expires.hear().await.expect("a message");
        assert_eq!(refused["payload"]["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{refused}");

        let mut carla = desk.app.picture().people[&TestDesk::CARLA].clone();
        carla.active = false;
        app::install_people(&desk.store, &[carla], &[], desk.app.now()).await.expect("she leaves");
        desk.app.refresh().await.expect("and it is known");
        let mut question = question(1);
        question["input"]["subject"] = json!("Na haar vertrek");
        client.ask(None, SUBMIT, question).await;
        assert_eq!(leaves.hear().await.expect("a message"), json!({ "type": "complete", "id": "1" }));
    }
}

#[tokio::test]
async fn nobody_listens_without_a_good_token() {
    let desk = desks().await.remove(0);
    let client = listening(&desk).await;
    match Socket::open(&client.address, Some("onzin")).await {
        Err(Error::Http(answer)) => assert_eq!(answer.status(), 401),
        other => panic!("{:?}", other.map(|_| ())),
    }
    let mut bad = Socket::open(&client.address, None).await.expect("it opens");
    bad.say(json!({ "type": "connection_init", "payload": { "Authorization": "Bearer onzin" } })).await;
    assert_eq!(bad.hear().await, Err(4403));
    let mut nobody = Socket::open(&client.address, None).await.expect("it opens");
    nobody.say(json!({ "type": "connection_init" })).await;
    assert_eq!(nobody.hear().await.expect("an answer")["type"], "connection_ack");
    nobody.say(json!({ "type": "subscribe", "id": "1", "payload": { "query": LISTEN } })).await;
    let refused = nobody.hear().await.expect("an answer");
    assert_eq!(refused["payload"]["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{refused}");
}

#[tokio::test]
async fn a_socket_that_is_silent_too_large_or_one_too_many_is_closed() {
    let desk = desks().await.remove(0);
    let throttle: app::Throttle = std::sync::Arc::new(|_, _| Ok(()));
    // Short, and only for those who say nothing: on a busy machine somebody who speaks would be too late as well.
    let hasty = graphql::Limits { init_within: Duration::from_millis(300), ..graphql::Limits::default() };
    let client = listening_with(&desk, hasty, std::sync::Arc::clone(&throttle)).await;
    let mut silent = Socket::open(&client.address, None).await.expect("it opens");
    assert_eq!(silent.hear().await, Err(4408), "no connection_init");

    let pinging = graphql::Limits { ping_every: Duration::from_millis(200), ..graphql::Limits::default() };
    let client = listening_with(&desk, pinging, std::sync::Arc::clone(&throttle)).await;
    let mut deaf = Socket::open(&client.address, None).await.expect("it opens");
    // The bytes themselves, so that nobody answers the ping.
    let MaybeTlsStream::Plain(stream) = deaf.0.get_mut() else { panic!("no TLS here") };
    let gone = tokio::time::timeout(HANGS_AFTER, stream.read_to_end(&mut Vec::new())).await;
    assert!(gone.is_ok(), "who answers no ping is let go");

    let few = graphql::Limits {
        sockets_per_token: 2,
        sockets_per_address: 4,
        operations_per_socket: 3,
        ..graphql::Limits::default()
    };
    let client = listening_with(&desk, few, throttle).await;
    let token = desk.token(TestDesk::ANNA).await;
    let mut first = opened(&client.address, &token).await;
    let second = opened(&client.address, &token).await;
    let mut third = Socket::open(&client.address, None).await.expect("it opens");
    third.say(json!({ "type": "connection_init", "payload": { "Authorization": token } })).await;
    assert_eq!(third.hear().await, Err(4429), "two at once with one token");
    drop(second);
    // There is a place again once the desk has seen that she went.
    let mut again = loop {
        let mut again = Socket::open(&client.address, None).await.expect("it opens");
        again.say(json!({ "type": "connection_init", "payload": { "Authorization": token } })).await;
        match again.hear().await {
            Ok(answer) if answer["type"] == "connection_ack" => break again,
            other => assert_eq!(other, Err(4429)),
        }
    };

    for id in 1..=6 {
        again.say(json!({ "type": "subscribe", "id": format!("n{id}"), "payload": { "query": LISTEN } })).await;
    }
    let refused = again.hear().await.expect("an answer");
    assert_eq!(refused["payload"]["errors"][0]["extensions"]["code"], "RATE_LIMITED", "{refused}");

    first.say(json!({ "type": "ping", "payload": { "much": "x".repeat(300_000) } })).await;
    assert!(matches!(first.hear().await, Err(0 | 1009)), "a message that is too large");
}

#[tokio::test]
async fn a_bomb_over_a_socket_is_refused_like_one_over_http() {
    let desk = desks().await.remove(0);
    let client = listening(&desk).await;
    let mut socket = opened(&client.address, &desk.token(TestDesk::ANNA).await).await;
    let mut bomb = String::from("{...F0}");
    for at in 0..25 {
        bomb.push_str(&format!(" fragment F{at} on Query{{...F{next} ...F{next}}}", next = at + 1));
    }
    bomb.push_str(" fragment F25 on Query{__typename}");
    socket.say(json!({ "type": "subscribe", "id": "b", "payload": { "query": bomb } })).await;
    let refused = socket.hear().await.expect("an answer");
    assert_eq!(refused["payload"]["errors"][0]["extensions"]["code"], "TOO_COMPLEX", "{refused}");
    assert_eq!(socket.hear().await.expect("an answer")["type"], "complete");
    socket.0.send(Message::text("{\"type\":\"geheim\"}")).await.expect("it can be sent");
    assert_eq!(socket.hear().await, Err(4400));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_in_one_process_is_heard_in_another() {
    let Some(database) = testkit::database::postgresql().await else { return };
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [&["migrate"][..], &["demo", "--seed-only", "--questions", "10"]] {
        let done = loket(folder.path(), database.url()).args(arguments).stdout(Stdio::null()).status();
        assert!(done.expect("it runs").success());
    }
    let issued = loket(folder.path(), database.url())
        .args(["token", "--email", "programmaleider@demo.example"])
        .output()
        .expect("it runs");
    let token = String::from_utf8(issued.stdout).expect("text").trim().to_owned();
    let mut one = serve_on(folder.path(), database.url()).await;
    let mut other = serve_on(folder.path(), database.url()).await;
    let mut socket = opened(&other.address(), &token).await;
    let client = crate::client::Client::at(one.address());
    let mut asked = Vec::new();
    // The relay of a fresh process may still be connecting: asking again until it has is no loss.
    let heard = loop {
        let receipt = client.ask(None, SUBMIT, question(1 + asked.len() as u128)).await;
        asked.push(receipt["submitQuestion"]["receipt"]["reference"].clone());
        if let Ok(heard) = tokio::time::timeout(Duration::from_secs(1), socket.hear()).await {
            break heard.expect("news");
        }
        assert!(asked.len() < 600, "nothing is heard");
    };
    assert!(asked.contains(&heard["payload"]["data"]["ticketChanged"]["reference"]), "{heard}");
    one.stop();
    other.stop();
}

#[tokio::test]
async fn only_staff_can_listen_whatever_door_they_come_through() {
    let desk = desks().await.remove(0);
    let nobody = Caller::new(Actor::Anonymous, Origin::Web);
    assert!(desk.app.listen(&nobody).is_err());
    assert!(desk.app.listen(&Caller::new(Actor::Asker(domain::TicketId(1)), Origin::Web)).is_err());
    assert!(desk.app.listen(&desk.staff(TestDesk::ANNA)).is_ok());
}
