//! Hostile requests against the real server: each gets a clear answer in bounded time, others are served meanwhile, and
//! the memory comes back.

use crate::client::{Client, HANGS_AFTER, SUBMIT, question};
use crate::crash::{Served, loket, serve_on};
use serde_json::{Value, json};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How much more memory than before the attack may still be in use after it, in kB.
const MORE: u64 = 96 * 1024;

async fn served(folder: &std::path::Path) -> Served {
    let url = format!("sqlite://{}", folder.join("loket.db").display());
    for arguments in [&["migrate"][..], &["demo", "--seed-only", "--questions", "20"]] {
        assert!(loket(folder, &url).args(arguments).stdout(Stdio::null()).status().expect("it runs").success());
    }
    serve_on(folder, &url).await
}

fn resident(served: &Served) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", served.process())).expect("it still runs");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a size");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

/// Sends bytes as they are; everything that comes back until the connection is closed.
async fn raw(served: &Served, parts: &[&[u8]]) -> Vec<u8> {
    let talk = async {
        let mut stream = TcpStream::connect(served.address().trim_start_matches("http://")).await.expect("it listens");
        let mut answer = Vec::new();
        for part in parts {
            // The other side may have had enough.
            if stream.write_all(part).await.is_err() {
                break;
            }
        }
        let _ = stream.read_to_end(&mut answer).await;
        answer
    };
    timeout(HANGS_AFTER, talk).await.expect("the connection is closed in bounded time")
}

/// A whole answer: its status and its text.
async fn post(served: &Served, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> (u16, String) {
    let mut request = reqwest::Client::new().post(format!("{}{path}", served.address())).body(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = timeout(HANGS_AFTER, request.send()).await.expect("in bounded time").expect("an answer, and no reset");
    (answer.status().as_u16(), answer.text().await.expect("text"))
}

async fn query(served: &Served, query: &str) -> (u16, String) {
    let body = json!({ "query": query, "variables": {} }).to_string().into_bytes();
    post(served, "/graphql", &[("content-type", "application/json")], body).await
}

fn is_clear(what: &str, (status, text): &(u16, String)) {
    assert!(*status == 200 || (400..500).contains(status), "{what}: {status} {text}");
    if *status == 200 {
        assert!(text.contains("\"errors\"") && text.contains("\"code\""), "{what}: {text}");
    }
    assert!(!text.trim().is_empty(), "{what}: {status} says nothing");
    assert!(text.len() < 64 * 1024, "{what}: an answer of {} bytes", text.len());
    for inside in ["panicked", "Did you mean", "src/", "sqlx", "Error("] {
        assert!(!text.contains(inside), "{what}: {text}");
    }
}

fn bomb(levels: usize) -> String {
    let mut bomb = String::from("{...F0}");
    for at in 0..levels {
        bomb.push_str(&format!(" fragment F{at} on Query{{...F{next} ...F{next}}}", next = at + 1));
    }
    format!("{bomb} fragment F{levels} on Query{{__typename}}")
}

/// An ordinary question and an ordinary page, as anybody may want them at that moment.
async fn serves_others(served: &Served) {
    let ordinary = async {
        let client = Client::at(served.address());
        let topics = client.ask(None, "{ topics { key } }", Value::Null).await;
        assert!(topics["topics"].as_array().is_some_and(|topics| topics.len() > 5));
        let page = reqwest::get(served.address()).await.expect("a page");
        assert_eq!(page.status(), 200);
    };
    timeout(HANGS_AFTER, ordinary).await.expect("others are served meanwhile");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_queries_and_bodies_get_a_clear_answer_and_leave_no_memory_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = served(folder.path()).await;
    serves_others(&served).await;
    let before = resident(&served);
    let json = ("content-type", "application/json");

    for levels in [15, 25, 200] {
        is_clear("nested fragments", &query(&served, &bomb(levels)).await);
    }
    let deep = format!("{}{}", "{a".repeat(10_000), "}".repeat(10_000));
    is_clear("10,000 levels", &query(&served, &deep).await);
    let hidden = format!("{{a(b:\"\"\" \" \"\"\") {}{}", "{a".repeat(3_000), "}".repeat(3_000));
    is_clear("3,000 levels behind a text", &query(&served, &hidden).await);
    let lists = format!("{{a(b:{}{})}}", "[".repeat(7_000), "]".repeat(7_000));
    is_clear("7,000 lists", &query(&served, &lists).await);
    let aliases: String = (0..10_000).map(|at| format!("a{at}:__typename ")).collect();
    is_clear("10,000 aliases", &query(&served, &format!("{{{aliases}}}")).await);
    let directives = "@include(if:true)".repeat(800);
    is_clear("800 directives", &query(&served, &format!("{{__typename {directives}}}")).await);
    let lists = "{tickets(first:100){nodes{messages(first:100){nodes{body}}}}}";
    is_clear("lists in lists", &query(&served, lists).await);
    is_clear(
        "lone surrogate",
        &post(&served, "/graphql", &[json], br#"{"query":"{ticket(reference:\"\ud800\"){id}}"}"#.to_vec()).await,
    );
    is_clear("lone surrogate", &post(&served, "/graphql", &[json], br#"{"query":"\udfff"}"#.to_vec()).await);
    is_clear("bytes that are no text", &post(&served, "/graphql", &[json], b"{\"query\":\"\xff\xfe\"}".to_vec()).await);
    is_clear("half of JSON", &post(&served, "/graphql", &[json], b"{\"query\":".to_vec()).await);
    is_clear(
        "deep JSON",
        &post(&served, "/graphql", &[json], [vec![b'['; 100_000], vec![b']'; 100_000]].concat()).await,
    );
    let batch: Vec<Value> = (0..1_000).map(|_| json!({ "query": "{__typename}" })).collect();
    is_clear("a batch", &post(&served, "/graphql", &[json], json!(batch).to_string().into_bytes()).await);
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/graphql"]
    {
        let answer =
            post(&served, "/graphql", &[("content-type", kind)], br#"{"query":"{__typename}"}"#.to_vec()).await;
        assert_eq!(answer.0, 415, "{kind}");
        is_clear(kind, &answer);
    }
    let nul = json!({ "query": SUBMIT, "variables": {
        "input": { "submissionKey": "018f0000-0000-7000-8000-000000000001", "subject": "a\u{0}b", "body": "c\u{0}d",
        "organisation": { "kind": "MUNICIPALITY", "name": "Gemeente Arnhem\u{0}" },
        "contact": { "name": "\u{0}", "email": "a\u{0}@b.example" }, "groups": vec!["\u{0}"; 20_000] } } });
    let answer = post(&served, "/graphql", &[json], nul.to_string().into_bytes()).await;
    assert!(answer.1.contains("\"receipt\":null"), "{answer:?}");
    assert!(answer.1.len() < 64 * 1024, "an answer of {} bytes", answer.1.len());

    // 50 MB, as it is and as a bomb that says it is small.
    let large = vec![b'a'; 50_000_000];
    for (path, kind) in [
        ("/graphql", "application/json"),
        ("/", "application/x-www-form-urlencoded"),
        ("/volg/x", "application/x-www-form-urlencoded"),
    ] {
        let answer = post(&served, path, &[("content-type", kind)], large.clone()).await;
        assert_eq!(answer.0, 413, "{path}: {}", answer.1);
        is_clear(path, &answer);
        // 50 MB of zeros in gzip: what matters is that nobody unpacks it.
        let zeros = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &[0_u8; 50_000]].concat();
        let answer = post(&served, path, &[("content-type", kind), ("content-encoding", "gzip")], zeros).await;
        is_clear(&format!("gzip on {path}"), &answer);
    }
    drop(large);
    let form = ("content-type", "application/x-www-form-urlencoded");
    for body in [&b"subject=%00&body=%ff%fe"[..], b"subject=%zz", b"%", b"subject=a&subject=b"] {
        is_clear("a form", &post(&served, "/", &[form], body.to_vec()).await);
    }

    serves_others(&served).await;
    let after = resident(&served);
    println!("{before} kB before, {after} kB after");
    assert!(after < before + MORE, "{before} kB before, {after} kB after");
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_wrong_passwords_at_once_again_and_again_take_the_memory_of_two() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = served(folder.path()).await;
    serves_others(&served).await;
    let before = resident(&served);
    let form = ("content-type", "application/x-www-form-urlencoded");
    for round in 0..3 {
        let twenty = (0..20).map(|person| {
            let body = format!("email=p{person}.{round}@desk.example&password=een+verkeerd+wachtwoord&code=123456");
            let served = &served;
            async move { post(served, "/inloggen", &[form], body.into_bytes()).await.0 }
        });
        for status in futures_util::future::join_all(twenty).await {
            assert!(status == 403 || status == 422 || status == 429 || status == 401, "{status}");
        }
    }
    let after = resident(&served);
    println!("{before} kB before, {after} kB after");
    assert!(after < before + 64 * 1024, "{before} kB before, {after} kB after");
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_half_and_silent_senders_are_let_go_and_keep_nobody_waiting() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = served(folder.path()).await;
    serves_others(&served).await;
    let before = resident(&served);

    let head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n";
    let endless = b"GET / HTTP/1.1\r\nHost: x\r\nA: ";
    let sent: [&[&[u8]]; 7] = [
        &[],
        &[b"GET / HT"],
        &[b"GET / HTTP/1.1\r\nHost: x\r\nX-Half: "],
        &[head],
        &[head, b"{\"query\":\""],
        &[b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf"],
        &[endless],
    ];
    let attack = futures_util::future::join_all((0..140).map(|at| raw(&served, sent[at % sent.len()])));
    let trickle = async {
        // A byte now and then is not silence, and all the same it ends.
        let mut stream = TcpStream::connect(served.address().trim_start_matches("http://")).await.expect("it listens");
        let (mut reading, mut writing) = stream.split();
        let write = async {
            writing.write_all(head).await.expect("a head");
            while writing.write_all(b" ").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        };
        let mut answer = Vec::new();
        tokio::select! {
            () = write => {}
            _ = reading.read_to_end(&mut answer) => {}
        }
    };
    let unread = async {
        // Asks and asks, and never reads a word.
        let mut stream = TcpStream::connect(served.address().trim_start_matches("http://")).await.expect("it listens");
        let ask = b"GET /privacy HTTP/1.1\r\nHost: x\r\n\r\n".repeat(500);
        while stream.write_all(&ask).await.is_ok() {}
    };
    let slow = timeout(HANGS_AFTER, futures_util::future::join(trickle, unread));
    let meanwhile = async {
        for _ in 0..5 {
            serves_others(&served).await;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    let (answers, slow, ()) = tokio::join!(attack, slow, meanwhile);
    assert!(slow.is_ok(), "a slow sender and one who does not read are let go");
    for answer in answers {
        let text = String::from_utf8_lossy(&answer);
        let clear = answer.is_empty() || text.starts_with("HTTP/1.1 4") || text.starts_with("HTTP/1.1 503");
        assert!(clear, "{text}");
    }

    // Heads that are too large, or no heads at all, are refused at once.
    let many: Vec<u8> = (0..500).flat_map(|at| format!("X-{at}: y\r\n").into_bytes()).collect();
    let long = [&b"GET /"[..], &vec![b'a'; 1_000_000], b" HTTP/1.1\r\nHost: x\r\n\r\n"].concat();
    let heads: [&[&[u8]]; 4] = [
        &[b"GET / HTTP/1.1\r\nHost: x\r\n", &many, b"\r\n"],
        &[&long],
        &[b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 geen http\r\n\r\n"],
        &[b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"],
    ];
    for parts in heads {
        let answer = raw(&served, parts).await;
        let text = String::from_utf8_lossy(&answer);
        assert!(text.is_empty() || text.starts_with("HTTP/1.1 4"), "{text}");
    }

    serves_others(&served).await;
    let receipt = Client::at(served.address()).ask(None, SUBMIT, question(7)).await;
    assert!(receipt["submitQuestion"]["receipt"]["reference"].is_string(), "and takes questions");
    let after = resident(&served);
    println!("{before} kB before, {after} kB after");
    assert!(after < before + MORE, "{before} kB before, {after} kB after");
}
