//! Stopping, and beginning wrong: nobody is cut off in the middle, and nonsense in the settings is told before anything starts.

use crate::client::HANGS_AFTER;
use crate::crash::{Served, loket, serve_on};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

const CLIENTS: usize = 64;

/// How one exchange ended.
#[derive(Debug, PartialEq, Eq)]
enum Ended {
    /// Whole, and the connection may be used again.
    Answered,
    /// Whole, and it was the last on this connection.
    Last,
    /// In the middle, after the request was sent.
    CutOff(String),
}

/// Sends one request and reads its answer to the last byte.
async fn exchange(stream: &mut TcpStream) -> Ended {
    let ask = b"GET /toegankelijkheid HTTP/1.1\r\nHost: loket.test\r\n\r\n";
    if let Err(error) = stream.write_all(ask).await {
        return Ended::CutOff(error.to_string());
    }
    let mut answer = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&answer).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            let head_bytes = head.len() + 4;
            if length.is_some_and(|length| answer.len() >= head_bytes + length) {
                assert!(head.starts_with("http/1.1 200"), "{head}{body}");
                return if head.contains("connection: close") { Ended::Last } else { Ended::Answered };
            }
        }
        match stream.read_buf(&mut answer).await {
            Ok(0) => return Ended::CutOff(format!("closed after {} bytes", answer.len())),
            Ok(_) => {}
            Err(error) => return Ended::CutOff(format!("{error} after {} bytes", answer.len())),
        }
    }
}

/// Asks and asks until nobody lets it in any more; everything that was cut off.
async fn ask_on(address: String, reuse: bool, answers: Arc<AtomicUsize>) -> Vec<String> {
    let mut cut = Vec::new();
    while let Ok(mut stream) = TcpStream::connect(&address).await {
        loop {
            match exchange(&mut stream).await {
                Ended::CutOff(how) => {
                    cut.push(how);
                    break;
                }
                Ended::Last => {
                    answers.fetch_add(1, Ordering::SeqCst);
                    break;
                }
                Ended::Answered => {
                    answers.fetch_add(1, Ordering::SeqCst);
                    if !reuse {
                        break;
                    }
                }
            }
        }
    }
    cut
}

fn terminate(served: &Served) {
    let told = Command::new("kill").args(["-TERM", &served.process().to_string()]).status();
    assert!(told.expect("it runs").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn at_sigterm_every_client_gets_a_whole_answer_or_is_refused_before_it_sends() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("loket.db").display());
    assert!(loket(folder.path(), &url).arg("migrate").stdout(Stdio::null()).status().expect("it runs").success());
    for round in 0..3 {
        let mut served = serve_on(folder.path(), &url).await;
        let address = served.address().trim_start_matches("http://").to_owned();
        let answers = Arc::new(AtomicUsize::new(0));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| tokio::spawn(ask_on(address.clone(), client % 2 == 0, Arc::clone(&answers))))
            .collect();
        while answers.load(Ordering::SeqCst) < CLIENTS {
            tokio::task::yield_now().await;
        }
        terminate(&served);
        let mut cut = Vec::new();
        for client in clients {
            cut.extend(timeout(HANGS_AFTER, client).await.expect("it ends").expect("no panic"));
        }
        let code = timeout(HANGS_AFTER, served.ended()).await.expect("it ends");
        println!("round {round}: {} answers, {} cut off", answers.load(Ordering::SeqCst), cut.len());
        assert_eq!(cut, Vec::<String>::new(), "cut off after they sent");
        assert_eq!(code, Some(0));
    }
}

#[test]
fn settings_that_cannot_be_right_are_told_all_at_once_and_nothing_starts() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("loket.db").display());
    let refused = loket(folder.path(), &url)
        .arg("serve")
        .env("LOKET__SERVER__PUBLIC_URL", "loket.example.nl")
        .env("LOKET__SECURITY__EXPIRES", "morgen")
        .env("LOKET__LOG__FORMAT", "xml")
        .env("LOKET__LIMITS__BODY_BYTES", "0")
        .env("LOKET__SERVER__BIND", "127.0.0.1")
        .env("LOKET__NIETS", "1")
        .output()
        .expect("it runs");
    let told = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{told}");
    for part in ["server.public_url", "security.expires", "log.format", "limits.body_bytes", "server.bind", "niets"] {
        assert!(told.contains(part), "{part} is not told: {told}");
    }
    assert!(!folder.path().join("loket.db").exists(), "nothing was begun");
}

#[test]
fn a_stop_while_the_program_is_still_starting_is_a_clean_one() {
    for command in ["serve", "worker"] {
        let folder = tempfile::tempdir().expect("a folder");
        // A database that takes the connection and never says anything: starting lasts as long as this test wants.
        let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("postgres://loket@{}/loket", silent.local_addr().expect("an address"));
        let mut starting = loket(folder.path(), &url).arg(command).stderr(Stdio::piped()).spawn().expect("it starts");
        let held = silent.accept().expect("it connects");
        let told = Command::new("kill").args(["-TERM", &starting.id().to_string()]).status();
        assert!(told.expect("it runs").success());
        let status = starting.wait().expect("it ends");
        assert_eq!(status.code(), Some(0), "{command}: {status}");
        drop(held);
    }
}

/// A migrated SQLite desk, and the program on it with this key file.
fn with_key(folder: &Path, key: Option<&str>) -> Command {
    let mut command = loket(folder, &format!("sqlite://{}", folder.join("loket.db").display()));
    match key {
        Some(key) => command.env("LOKET__AUTH__SIGNING_KEY_FILE", folder.join(key)),
        None => command.env_remove("LOKET__AUTH__SIGNING_KEY_FILE"),
    };
    command
}

#[test]
fn a_key_is_made_for_a_fresh_desk_only_and_a_mistyped_path_is_a_wrong_setting() {
    for own in [Some("eigen.pem"), None] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        let made = path.join(own.unwrap_or("loket.key.pem"));
        assert!(with_key(path, own).arg("migrate").stdout(Stdio::null()).status().expect("it runs").success());
        // Nothing rests on a key yet: one is made, by whatever comes first.
        let first = with_key(path, own).arg("doctor").output().expect("it runs");
        assert_ne!(first.status.code(), Some(2), "{}", String::from_utf8_lossy(&first.stderr));
        assert!(made.exists(), "a key of its own");
        let seed = ["demo", "--seed-only", "--questions", "3"];
        assert!(with_key(path, own).args(seed).stdout(Stdio::null()).status().expect("it runs").success());
        for command in ["doctor", "serve", "worker"] {
            let refused = with_key(path, Some("eigen.pme")).arg(command).output().expect("it runs");
            let told = String::from_utf8_lossy(&refused.stderr);
            assert_eq!(refused.status.code(), Some(2), "{command}: {told}");
            assert!(told.contains("auth.signing_key_file") && told.contains("eigen.pme"), "{command}: {told}");
            assert!(!path.join("eigen.pme").exists(), "{command} made a key");
        }
        // A backup that was put back without its key.
        let kept = std::fs::read(&made).expect("readable");
        std::fs::remove_file(&made).expect("removed");
        let refused = with_key(path, own).arg("doctor").output().expect("it runs");
        let told = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{told}");
        assert!(told.contains("auth.signing_key_file") && told.contains("backup") && !made.exists(), "{told}");
        std::fs::write(&made, kept).expect("written");
        let well = with_key(path, own).arg("doctor").output().expect("it runs");
        assert_ne!(well.status.code(), Some(2), "{}", String::from_utf8_lossy(&well.stderr));
    }
}

#[tokio::test]
async fn logs_that_go_to_a_file_hold_no_colour_codes() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("loket.db").display());
    assert!(loket(folder.path(), &url).arg("migrate").stdout(Stdio::null()).status().expect("it runs").success());
    let log = folder.path().join("log");
    let mut server = loket(folder.path(), &url)
        .arg("serve")
        .env("LOKET__SERVER__BIND", "127.0.0.1:0")
        .env("LOKET__LOG__FILTER", "info")
        .stderr(std::fs::File::create(&log).expect("a file"))
        .spawn()
        .expect("it starts");
    let mut said = Vec::new();
    while !String::from_utf8_lossy(&said).contains("listening") {
        assert!(server.try_wait().expect("it can be asked").is_none(), "{}", String::from_utf8_lossy(&said));
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        said = std::fs::read(&log).expect("readable");
    }
    server.kill().expect("it can be killed");
    server.wait().expect("it is gone");
    assert!(!said.contains(&0x1b), "{}", String::from_utf8_lossy(&said));
}
