//! `kill -9` of the real server while files come in, and its memory while many come at once.

use super::parcel::{Parcel, TYPED, get, links, long_pdf, on_disk};
use crate::client::Client;
use crate::crash::{Served, loket, serve_by, serve_on};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

/// The page of a question that was acknowledged, and what was sent with it.
type Kept = (String, Vec<u8>);

/// A folder with an empty desk in it, and the address of its database.
fn desk() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("loket.db").display());
    assert!(loket(folder.path(), &url).arg("migrate").stdout(Stdio::null()).status().expect("it runs").success());
    (folder, url)
}

/// Sends a question with this file; the page it leads to, if it was acknowledged.
async fn acknowledged(http: &reqwest::Client, address: &str, content: &[u8]) -> Option<String> {
    let body = Parcel::of(&TYPED).file("plan.pdf", content).body();
    let request = http.post(format!("{address}/")).header("content-type", Parcel::kind()).body(body);
    let answer = request.send().await.ok().filter(|answer| answer.status() == 303)?;
    let to = answer.headers().get("location")?.to_str().ok()?.to_owned();
    to.contains("?ontvangen").then_some(to).filter(|to| !to.contains("zonder"))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_acknowledged_file_is_lost_when_the_server_is_killed_and_none_is_left_without_a_question() {
    let (folder, url) = desk();
    let files = folder.path().join("data/files");
    let kept: Arc<Mutex<Vec<Kept>>> = Arc::default();
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    for round in 0..4_u64 {
        let mut server = serve_on(folder.path(), &url).await;
        let address = server.address();
        let senders: Vec<_> = (0..4)
            .map(|sender| {
                let (kept, http, address) = (Arc::clone(&kept), http.clone(), address.clone());
                tokio::spawn(async move {
                    for number in 0..1_000 {
                        let mut content = long_pdf(200_000);
                        content.extend_from_slice(format!("\n% {round} {sender} {number}").as_bytes());
                        match acknowledged(&http, &address, &content).await {
                            Some(page) => kept.lock().expect("no panic").push((page, content)),
                            None => return,
                        }
                    }
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(700 + 137 * round)).await;
        server.stop();
        for sender in senders {
            sender.await.expect("it ended");
        }
    }
    let kept = std::mem::take(&mut *kept.lock().expect("no panic"));
    assert!(kept.len() > 10, "{} were acknowledged: too few to say anything", kept.len());
    let server = serve_on(folder.path(), &url).await;
    let client = Client::at(server.address());
    for (page, content) in &kept {
        let shown = get(&client, page, None).await.text().await.expect("a page");
        let link = links(&shown).pop().unwrap_or_else(|| panic!("no file on {page}"));
        assert_eq!(get(&client, &link, None).await.bytes().await.expect("content"), content);
    }
    drop(server);
    let before = on_disk(&files).len();
    let swept = sweep_in_a_day(&folder, &url).await;
    println!("{} acknowledged, {before} on disk after kill -9, {swept} removed by the sweep", kept.len());
    let rows = objects_with_rows(&url).await;
    assert_eq!(on_disk(&files).len(), rows, "every object has a row, and every row its object");
    assert!(rows >= kept.len());
}

/// Sweeps as a worker does two days from now; how much it removed.
async fn sweep_in_a_day(folder: &tempfile::TempDir, url: &str) -> usize {
    let clock = testkit::FrozenClock::at(app::Clock::now(&app::SystemClock) + chrono::Duration::days(2));
    let store = store::Store::connect(&store::Options::new(url)).await.expect("the database");
    let settings = app::Settings {
        public_url: "http://loket.test".to_owned(),
        allow_demo: false,
        signing_key: std::fs::read(folder.path().join("key.pem")).expect("the key"),
        letter_lease: app::LETTER_LEASE,
        patience: app::Patience::default(),
        reactions_per_hour: 0,
        signature: app::Signature::default(),
        colleagues: app::Colleagues::default(),
        privacy: app::Privacy::default(),
        drafts_hold: chrono::Duration::days(14),
        reading: app::Reading::default(),
        files: app::FileSettings {
            place: Some(files::Settings::in_folder(folder.path().join("data/files"))),
            ..app::FileSettings::default()
        },
        auth: app::AuthSettings::default(),
        shown: Vec::new(),
        inbox: app::InboxSettings::default(),
        retention: app::Retention::default(),
    };
    let app = app::App::open(store, Box::new(clock), Box::new(app::RandomIds), settings).await.expect("it opens");
    app.sweep_files().await.expect("swept")
}

async fn objects_with_rows(url: &str) -> usize {
    let store = store::Store::connect(&store::Options::new(url)).await.expect("the database");
    store::attachments::newest(&store, 100_000).await.expect("rows").len()
}

/// The most memory that the server ever had, in kB.
fn peak(server: &Served) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.process())).expect("it runs");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("it is told");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_files_of_twenty_megabytes_at_once_take_no_more_memory_than_one() {
    let (folder, url) = desk();
    let mut command = loket(folder.path(), &url);
    command.arg("serve");
    let server = serve_by(command).await;
    let address = server.address();
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let content = Arc::new(long_pdf(20 << 20));
    acknowledged(&http, &address, &content).await.expect("one is taken");
    let one = peak(&server);
    let senders: Vec<_> = (0..20)
        .map(|_| {
            let (http, address, content) = (http.clone(), address.clone(), Arc::clone(&content));
            tokio::spawn(async move { acknowledged(&http, &address, &content).await })
        })
        .collect();
    for sender in senders {
        assert!(sender.await.expect("it ended").is_some(), "each is taken");
    }
    let twenty = peak(&server);
    println!("peak memory: {one} kB with one file of 20 MB, {twenty} kB with twenty more at once");
    assert!(twenty < one + 60_000, "{one} kB, then {twenty} kB: 400 MB came in");
}
