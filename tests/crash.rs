//! `kill -9` of the real server under load: every acknowledged question is there, once, with everything that belongs to it.

use crate::client::{Client, HANGS_AFTER, SUBMIT};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use store::{Options, Scope, Store};

/// A free port, as far as anybody can promise that.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

pub fn loket(folder: &Path, url: &str) -> Command {
    let key = folder.join("key.pem");
    if !key.exists() {
        // On PostgreSQL the operator brings the key: every server has to have the same.
        std::fs::write(&key, app::new_signing_key().expect("there is randomness")).expect("it can be written");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_loket"));
    command
        .current_dir(folder)
        .env("LOKET__DATABASE__URL", url)
        .env("LOKET__SERVER__ALLOW_DEMO", "true")
        .env("LOKET__LIMITS__SUBMISSIONS_PER_HOUR", "0")
        .env("LOKET__AUTH__SIGNING_KEY_FILE", &key)
        .env("LOKET__MAIL__FOLDER", folder.join("mail"))
        .env("LOKET__LOG__FILTER", "warn")
        .stdin(Stdio::null());
    command
}

/// A server of its own, until it is stopped or dropped.
pub struct Served {
    process: Child,
    port: u16,
}

impl Served {
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Number of the process, to look at its memory.
    pub fn process(&self) -> u32 {
        self.process.id()
    }

    /// The exit code, once it ended by itself; none when a signal ended it.
    pub async fn ended(&mut self) -> Option<i32> {
        loop {
            if let Some(status) = self.process.try_wait().expect("it can be asked") {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub fn stop(&mut self) {
        // It may have gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A server on a free port that is ready.
pub async fn serve_on(folder: &Path, url: &str) -> Served {
    let mut command = loket(folder, url);
    command.arg("serve");
    serve_by(command).await
}

/// A server that this command starts, and that is ready.
pub async fn serve_by(command: Command) -> Served {
    let mut served = spawn_by(command);
    ready(&mut served.process, served.port).await;
    served
}

/// A server that may not become ready.
pub fn spawn(mut loket: Command) -> Served {
    loket.arg("serve");
    spawn_by(loket)
}

/// A server that this command starts.
pub fn spawn_by(mut command: Command) -> Served {
    let port = free_port();
    let process = command.env("LOKET__SERVER__BIND", format!("127.0.0.1:{port}")).spawn().expect("it starts");
    Served { process, port }
}

fn serve(folder: &Path, url: &str, port: u16) -> Child {
    loket(folder, url).arg("serve").env("LOKET__SERVER__BIND", format!("127.0.0.1:{port}")).spawn().expect("it starts")
}

/// Waits until it says so, however busy the machine is; a server that ended never will.
async fn ready(server: &mut Child, port: u16) {
    let every = Duration::from_millis(50);
    for _ in 0..HANGS_AFTER.as_millis() / every.as_millis() {
        let ended = server.try_wait().expect("it can be asked");
        assert!(ended.is_none(), "the server ended before it was ready: {ended:?}");
        if reqwest::get(format!("http://127.0.0.1:{port}/health/ready"))
            .await
            .is_ok_and(|answer| answer.status() == 200)
        {
            return;
        }
        tokio::time::sleep(every).await;
    }
    panic!("the server does not become ready");
}

fn question(number: u128) -> Value {
    json!({ "input": {
        "submissionKey": uuid::Uuid::from_u128(number).to_string(),
        "subject": format!("Flexwoningen {number}"),
        "body": "Hoe lang mogen flexwoningen voor statushouders blijven staan?",
        "organisation": { "kind": "MUNICIPALITY", "name": "Gemeente Arnhem", "municipality": "GM0202" },
        "contact": { "name": "Ans", "email": "ans@arnhem.example" }
    }})
}

#[tokio::test(flavor = "multi_thread")]
async fn after_kill_9_every_acknowledged_question_is_there_once_and_whole() {
    for database in testkit::database::stores().await {
        println!("on {}", database.name());
        kill_under_load(database.url()).await;
    }
}

async fn kill_under_load(url: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [&["migrate"][..], &["demo", "--seed-only", "--questions", "10"]] {
        assert!(loket(folder.path(), url).args(arguments).stdout(Stdio::null()).status().expect("it runs").success());
    }
    let port = free_port();
    let mut server = serve(folder.path(), url, port);
    ready(&mut server, port).await;

    let client = Arc::new(Client::at(format!("http://127.0.0.1:{port}")));
    let heard = Arc::new(AtomicUsize::new(0));
    let sending: Vec<_> = (0..200_u128)
        .map(|number| {
            let (address, heard) = (client.address.clone(), Arc::clone(&heard));
            tokio::spawn(async move {
                let body = json!({ "query": SUBMIT, "variables": question(number) });
                let answer = reqwest::Client::new().post(format!("{address}/graphql")).json(&body).send().await.ok()?;
                let answer: Value = answer.json().await.ok()?;
                let reference = answer["data"]["submitQuestion"]["receipt"]["reference"].as_str()?.to_owned();
                heard.fetch_add(1, Ordering::SeqCst);
                Some(reference)
            })
        })
        .collect();
    // In the middle of the load: some are acknowledged, and most are not.
    while heard.load(Ordering::SeqCst) < 20 && !sending.iter().all(tokio::task::JoinHandle::is_finished) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server.kill().expect("it can be killed");
    server.wait().expect("it is gone");
    let mut acknowledged = Vec::new();
    for sent in sending {
        acknowledged.extend(sent.await.expect("no panic"));
    }
    println!("{} of 200 acknowledged before the kill", acknowledged.len());
    assert!(acknowledged.len() >= 20, "it was killed under load");

    let store = Store::connect(&Options::new(url)).await.expect("it opens");
    let mut unique = acknowledged.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), acknowledged.len(), "no reference was given twice");
    for reference in &acknowledged {
        let reference: domain::Reference = reference.parse().expect("a good reference");
        let ticket = store::tickets::find(&store, reference.ticket, &Scope::Everything).await.expect("readable");
        let ticket = ticket.unwrap_or_else(|| panic!("{reference} is lost"));
        // A ticket cannot be read without both of its promises.
        let decisions = store::decisions::of_ticket(&store, ticket.id).await.expect("readable");
        assert_eq!(decisions.len(), 1, "{reference} has its decision");
        assert_eq!(decisions[0].decision.chosen, ticket.assignee);
        let letters = store::jobs::count_of(&store, ticket.id).await.expect("readable");
        assert_eq!(letters, 1 + u64::from(ticket.assignee.is_some()), "{reference} has its letters");
    }
    store.close().await.expect("it closes");

    // It serves again, and the same keys give the same tickets.
    let port = free_port();
    let mut server = serve(folder.path(), url, port);
    ready(&mut server, port).await;
    let client = Client::at(format!("http://127.0.0.1:{port}"));
    let again = client.ask(None, SUBMIT, question(0)).await;
    assert!(again["submitQuestion"]["receipt"]["reference"].is_string());
    server.kill().expect("it can be killed");
    server.wait().expect("it is gone");
}
