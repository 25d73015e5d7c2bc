//! A database that does not answer: requests and readiness say so soon and clearly, and all goes on when it is back.

use crate::client::{SUBMIT, question};
use crate::crash::{Served, loket, serve_on};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Options, Store, StoreError, Trouble};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Stands between a server and PostgreSQL, so that PostgreSQL can be taken away from this server alone.
struct Between {
    port: u16,
    socket: String,
    silent: watch::Sender<bool>,
    running: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl Between {
    async fn at(url: &str) -> Self {
        let folder = url.split("host=").nth(1).expect("a socket").split('&').next().unwrap_or_default();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let socket = format!("{folder}/.s.PGSQL.5432");
        let between = Self { port, socket, silent: watch::Sender::new(false), running: Arc::default() };
        between.listen(listener);
        between
    }

    fn url(&self, url: &str) -> String {
        let name = url.split('?').next().and_then(|url| url.rsplit('/').next()).expect("a name");
        format!("postgres://loket:geheim@127.0.0.1:{}/{name}", self.port)
    }

    fn listen(&self, listener: TcpListener) {
        let (socket, silent, running) = (self.socket.clone(), self.silent.subscribe(), Arc::clone(&self.running));
        let accepting = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let carried = tokio::spawn(carry(near, socket.clone(), silent.clone()));
                running.lock().expect("no panic").push(carried);
            }
        });
        self.running.lock().expect("no panic").push(accepting);
    }

    /// It answers nothing any more, as when it was stopped in the middle; connections stay open.
    fn fall_silent(&self) {
        self.silent.send_replace(true);
    }

    /// Nobody listens there.
    async fn go(&self) {
        let running = std::mem::take(&mut *self.running.lock().expect("no panic"));
        for task in running {
            task.abort();
            // Aborted is what it should be.
            let _ = task.await;
        }
    }

    async fn come_back(&self) {
        self.silent.send_replace(false);
        if self.running.lock().expect("no panic").is_empty() {
            self.listen(TcpListener::bind(("127.0.0.1", self.port)).await.expect("the port is still ours"));
        }
    }
}

async fn carry(mut near: TcpStream, socket: String, mut silent: watch::Receiver<bool>) {
    let Ok(mut far) = UnixStream::connect(socket).await else { return };
    loop {
        // Whatever arrives meanwhile waits in the sockets.
        if silent.wait_for(|silent| !silent).await.is_err() {
            return;
        }
        tokio::select! {
            _ = copy_bidirectional(&mut near, &mut far) => return,
            _ = silent.wait_for(|silent| *silent) => {}
        }
    }
}

async fn submit(server: &Served, key: u128) -> (u16, Option<String>, Value) {
    let body = json!({ "query": SUBMIT, "variables": question(key) });
    let http = reqwest::Client::new();
    let answer = http.post(format!("{}/graphql", server.address())).json(&body).send().await.expect("an answer");
    let wait = answer.headers().get("retry-after").map(|wait| wait.to_str().expect("text").to_owned());
    (answer.status().as_u16(), wait, answer.json().await.expect("JSON"))
}

fn is_stored(answer: &Value) -> bool {
    answer["data"]["submitQuestion"]["receipt"]["reference"].is_string()
}

/// Every door says 503, and when to come back.
async fn must_say_unavailable(server: &Served, key: u128) {
    let (status, wait, answer) = submit(server, key).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{answer}");
    assert_eq!(status, 503, "a form engine takes 200 for received: {answer}");
    assert!(wait.is_some(), "when to come back");
    let http = reqwest::Client::new();
    let page = http.get(format!("{}/volg/{}", server.address(), "x".repeat(43))).send().await.expect("an answer");
    assert_eq!(page.status(), 503);
    assert!(page.headers().contains_key("retry-after"), "when to come back");
    let ready = http.get(format!("{}/health/ready", server.address())).send().await.expect("an answer");
    assert_eq!(ready.status(), 503);
}

/// The same key is taken once, after which all is well again.
async fn must_go_on(server: &Served, key: u128) {
    let mut last = Value::Null;
    for _ in 0..600 {
        let (status, _, answer) = submit(server, key).await;
        if status == 200 && is_stored(&answer) {
            let http = reqwest::Client::new();
            for _ in 0..600 {
                let ready = http.get(format!("{}/health/ready", server.address())).send().await.expect("an answer");
                if ready.status() == 200 {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            panic!("it stores but does not become ready");
        }
        last = answer;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it does not go on: {last}");
}

fn seed(folder: &Path, url: &str) {
    let seeded = loket(folder, url).args(["demo", "--seed-only", "--questions", "3"]).stdout(Stdio::null()).status();
    assert!(seeded.expect("it runs").success());
}

/// A desk on PostgreSQL with something between them that can fall silent or go, and a server that took a question.
async fn with_something_between() -> Option<(testkit::database::TestStore, tempfile::TempDir, Between, Served)> {
    let database = testkit::database::postgresql().await?;
    let folder = tempfile::tempdir().expect("a folder");
    assert!(
        loket(folder.path(), database.url()).arg("migrate").stdout(Stdio::null()).status().expect("runs").success()
    );
    seed(folder.path(), database.url());
    let between = Between::at(database.url()).await;
    let server = serve_on(folder.path(), &between.url(database.url())).await;
    must_go_on(&server, 1).await;
    Some((database, folder, between, server))
}

#[tokio::test(flavor = "multi_thread")]
async fn while_postgresql_is_silent_or_gone_every_door_says_503_and_when_to_come_back() {
    let Some((_database, _folder, between, server)) = with_something_between().await else { return };
    between.fall_silent();
    must_say_unavailable(&server, 2).await;
    between.come_back().await;
    must_go_on(&server, 2).await;
    between.go().await;
    must_say_unavailable(&server, 3).await;
    between.come_back().await;
    must_go_on(&server, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_another_program_holds_the_file_every_door_says_503_and_when_to_come_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("loket.db").display());
    assert!(loket(folder.path(), &url).arg("migrate").stdout(Stdio::null()).status().expect("it runs").success());
    seed(folder.path(), &url);
    let server = serve_on(folder.path(), &url).await;
    let mut one = sea_orm::ConnectOptions::new(&url);
    one.max_connections(1);
    let other = testkit::database::direct(one).await.expect("it opens");
    other.execute_unprepared("BEGIN IMMEDIATE").await.expect("it begins");
    let (status, wait, answer) = submit(&server, 1).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{answer}");
    assert_eq!((status, wait.is_some()), (503, true), "{answer}");
    let http = reqwest::Client::new();
    let ready = http.get(format!("{}/health/ready", server.address())).send().await.expect("an answer");
    assert_eq!(ready.status(), 503, "nothing can be written");
    other.execute_unprepared("ROLLBACK").await.expect("it ends");
    must_go_on(&server, 1).await;
}

#[tokio::test]
async fn readiness_waits_at_most_two_seconds_for_a_silent_postgresql_and_is_well_when_it_is_back() {
    let Some(database) = testkit::database::postgresql().await else { return };
    let between = Between::at(database.url()).await;
    let store = Store::connect(&Options::new(&between.url(database.url()))).await.expect("it opens");
    assert_eq!(store.probe().await.expect("well"), Vec::<String>::new());
    between.fall_silent();
    for _ in 0..2 {
        // A clock in the same task: however busy the machine is, the shorter time is over first.
        tokio::select! {
            biased;
            outcome = store.probe() => {
                let refused = outcome.expect_err("it does not answer").to_string();
                assert!(refused.contains(&format!("127.0.0.1:{}", between.port)), "{refused}");
            }
            () = tokio::time::sleep(Duration::from_secs(2)) => panic!("no answer within two seconds"),
        }
    }
    between.come_back().await;
    for _ in 0..600 {
        if store.probe().await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not well: {:?}", store.probe().await);
}

#[tokio::test]
async fn an_absent_postgresql_is_named_by_host_and_port_and_without_its_password() {
    let folder = tempfile::tempdir().expect("a folder");
    // Bound, and given up at once: nobody listens there.
    let port = TcpListener::bind("127.0.0.1:0").await.and_then(|free| free.local_addr()).expect("a free port").port();
    let url = format!("postgres://loket:geheim@127.0.0.1:{port}/loket");
    for arguments in [&["doctor"][..], &["migrate"], &["serve"]] {
        let told = loket(folder.path(), &url).args(arguments).output().expect("it runs");
        let said = String::from_utf8_lossy(&[told.stdout, told.stderr].concat()).into_owned();
        assert!(!told.status.success());
        assert!(said.contains(&format!("127.0.0.1:{port}")), "{arguments:?}: {said}");
        assert!(!said.contains("geheim") && !said.contains("pool timed out"), "{arguments:?}: {said}");
    }
}

/// What a path says within two seconds. A clock in the same task: however busy the machine is, the shorter is over first.
async fn soon(server: &Served, path: &str) -> (u16, String) {
    let asked = async {
        let answer = reqwest::get(format!("{}{path}", server.address())).await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a text"))
    };
    tokio::select! {
        biased;
        answer = asked => answer,
        () = tokio::time::sleep(Duration::from_secs(2)) => panic!("{path} says nothing within two seconds"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_postgresql_is_away_ready_says_that_it_is_and_figures_come_without_it() {
    let Some((_database, _folder, between, server)) = with_something_between().await else { return };
    let (status, figures) = soon(&server, "/metrics").await;
    assert!(status == 200 && figures.contains("loket_database_up 1"), "{figures}");
    for silent in [true, false] {
        if silent {
            between.fall_silent();
        } else {
            between.go().await;
        }
        for _ in 0..3 {
            let (status, said) = soon(&server, "/health/ready").await;
            assert!(status == 503 && !said.contains("bezet"), "nobody else holds it: {said}");
            assert!(said.contains("antwoordt niet") && said.contains(&format!("127.0.0.1:{}", between.port)), "{said}");
            let (status, figures) = soon(&server, "/metrics").await;
            assert_eq!(status, 200, "there is something to tell");
            assert!(figures.contains("loket_database_up 0") && figures.contains("http_requests_total"), "{figures}");
        }
        between.come_back().await;
        must_go_on(&server, 2).await;
        let (_, figures) = soon(&server, "/metrics").await;
        assert!(figures.contains("loket_database_up 1"), "{figures}");
    }
}

#[tokio::test]
async fn a_postgresql_whose_connections_are_all_held_is_busy_and_not_away() {
    let Some(database) = testkit::database::postgresql().await else { return };
    let store = Store::connect(&Options::new(database.url())).await.expect("it opens");
    assert_eq!(store.probe().await.expect("well"), Vec::<String>::new());
    let mut one = sea_orm::ConnectOptions::new(database.url());
    one.max_connections(1);
    let other = testkit::database::direct(one).await.expect("it opens");
    other.execute_unprepared("BEGIN; LOCK TABLE pulse IN ACCESS EXCLUSIVE MODE").await.expect("held");
    let refused = store.probe().await.expect_err("somebody holds it");
    let StoreError::Unavailable(why) = refused else { panic!("{refused}") };
    assert_eq!(why.trouble, Trouble::Busy, "{why}");
    other.execute_unprepared("ROLLBACK").await.expect("let go");
}
