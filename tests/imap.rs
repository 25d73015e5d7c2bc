//! Mail is fetched from a real server (Debian's Dovecot): each once, whatever breaks off, and none is lost.

use crate::crash::loket;
use crate::incoming::{Mail, desks_with_mail, ids};
use crate::letters::{ask_from, to_server};
use app::StoredMail;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use testkit::dovecot::{Dovecot, PASSWORD};
use testkit::{MailServer, Mood, TestDesk};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use worker::Mailbox;

/// Shorter than the worker waits at most when nobody tells it that something came; longer than any machine needs.
const LOOKS: usize = 4_000;

fn at(port: u16) -> Mailbox {
    worker::mailbox(&format!("imap://loket:{PASSWORD}@127.0.0.1:{port}"), "Loket").expect("it fits")
}

fn mailbox(server: &Dovecot) -> Mailbox {
    at(server.ports().0)
}

pub fn mail(number: usize) -> Vec<u8> {
    Mail::saying(&format!("Bericht {number}: {}", "tekst ".repeat(number % 50))).bytes()
}

pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..LOOKS {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what} does not happen");
}

/// What doctor says of what failed.
pub async fn told(desk: &TestDesk) -> String {
    let health = desk.app.health().await;
    health.checks.into_iter().find(|check| check.name == "apart gezet").expect("the check").reason
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_in_a_mailbox_comes_in_once_whoever_brings_it_and_is_moved_and_never_deleted() {
    let Some(mut server) = Dovecot::start() else { return };
    for desk in desks_with_mail().await {
        for number in 0..20 {
            server.deliver(&format!("eerst-{number}"), &mail(number));
        }
        let (one, other) = (mailbox(&server), mailbox(&server));
        tokio::join!(worker::fetch_once(&desk.app, &one), worker::fetch_once(&desk.app, &other));
        worker::fetch_once(&desk.app, &one).await;
        assert_eq!((ids(&desk).await.len(), server.mails("").len()), (20, 0));
        // Two who move one mail at the same moment may leave it there twice: Dovecot copies first.
        assert!(server.mails(".Loket").len() >= 20, "nothing is deleted");
        assert_eq!(told(&desk).await, "niets");
        // The same by a pipe: other servers wrote above it, and its lines end otherwise.
        let again = [b"Received: by mx.desk.example\n".to_vec(), mail(3)].concat();
        let again: Vec<u8> = again.into_iter().filter(|sign| *sign != b'\r').collect();
        assert_eq!(desk.app.receive_mail(&again, None).await.expect("known"), StoredMail::Before);
        let first = [b"Received: by mx.desk.example\r\n".to_vec(), mail(20)].concat();
        assert_eq!(desk.app.receive_mail(&first, None).await.expect("stored"), StoredMail::Now);
        server.deliver("langs-beide", &mail(20));
        assert_eq!(worker::fetch_once(&desk.app, &one).await, 1);
        assert_eq!(ids(&desk).await.len(), 21);
        // Everything lies there again, under other numbers.
        let taken = server.mails(".Loket");
        for (number, file) in taken.iter().enumerate() {
            server.deliver(&format!("terug-{number}"), &std::fs::read(file).expect("readable"));
        }
        server.forget_numbers();
        assert_eq!(worker::fetch_once(&desk.app, &mailbox(&server)).await, taken.len());
        assert_eq!((ids(&desk).await.len(), server.mails("").len()), (21, 0));
        for file in server.mails(".Loket") {
            std::fs::remove_file(file).expect("removed");
        }
    }
}

/// Between desk and mail server: breaks off after so many bytes, in whatever direction.
struct Line {
    port: u16,
    left: Arc<AtomicUsize>,
}

impl Line {
    async fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let left = Arc::new(AtomicUsize::new(usize::MAX));
        let shared = Arc::clone(&left);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let Ok(far) = TcpStream::connect(("127.0.0.1", server)).await else { continue };
                let ((from_near, to_near), (from_far, to_far)) = (near.into_split(), far.into_split());
                let left = Arc::clone(&shared);
                tokio::spawn(async move {
                    // The first to end ends both.
                    tokio::select! {
                        () = carry(from_near, to_far, &left) => {}
                        () = carry(from_far, to_near, &left) => {}
                    }
                });
            }
        });
        Self { port, left }
    }
}

async fn carry(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, left: &AtomicUsize) {
    let mut bytes = [0; 512];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        let before = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(left.saturating_sub(count)));
        let may = before.expect("it is always changed").min(count);
        if to.write_all(&bytes[..may]).await.is_err() || may < count {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_breaks_anywhere_loses_no_mail_and_doubles_none() {
    let Some(server) = Dovecot::start() else { return };
    let desk = TestDesk::on(testkit::database::sqlite().await).await;
    let line = Line::to(server.ports().0).await;
    let whole = 1 << 20;
    line.left.store(whole, Ordering::SeqCst);
    server.deliver("heel", &mail(7));
    assert_eq!(worker::fetch_once(&desk.app, &at(line.port)).await, 1);
    let length = whole - line.left.load(Ordering::SeqCst);
    let mut delivered = 1;
    let mut cut = 0;
    // Steps that fall on other places of the lines each time.
    for after in (0..length).step_by(13) {
        server.deliver(&format!("na-{after}"), &mail(100 + after));
        delivered += 1;
        line.left.store(after, Ordering::SeqCst);
        cut += usize::from(worker::fetch_once(&desk.app, &at(line.port)).await == 0);
        assert!(ids(&desk).await.len() + server.mails("").len() >= delivered, "after {after} bytes");
        line.left.store(usize::MAX, Ordering::SeqCst);
        worker::fetch_once(&desk.app, &at(line.port)).await;
        assert_eq!((ids(&desk).await.len(), server.mails("").len()), (delivered, 0), "after {after} bytes");
    }
    assert!(cut > 20, "{cut} of {delivered} rounds were cut off: the line does not break");
    assert_eq!(server.mails(".Loket").len(), delivered, "nothing is deleted");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_is_told_when_mail_comes_also_after_the_server_was_away() {
    let Some(mut server) = Dovecot::start() else { return };
    let desk = TestDesk::on(testkit::database::sqlite().await).await;
    let letters = MailServer::start(|_| Mood::Good).await;
    let (stop, told) = tokio::sync::watch::channel(false);
    let working = tokio::spawn(worker::run(desk.app.clone(), to_server(letters.url()), Some(mailbox(&server)), told));
    for number in 0..3 {
        server.deliver(&format!("een-{number}"), &mail(number));
        until("a mail is told of", async || ids(&desk).await.len() > number).await;
    }
    until("it is moved away", async || server.mails("").is_empty()).await;
    server.stop();
    server.deliver("intussen", &mail(3));
    server.start_again();
    until("the server is found again", async || ids(&desk).await.len() == 4).await;
    let _ = stop.send(true);
    working.await.expect("it stops");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_never_fits_is_left_with_a_flag_and_told_while_others_go_on() {
    let Some(server) = Dovecot::start() else { return };
    let desk = TestDesk::on(testkit::database::sqlite().await).await;
    let large = [mail(1), vec![b'a'; app::LARGEST_MAIL]].concat();
    server.deliver("1-groot", &large);
    server.deliver("2-leeg", b"\n\n");
    server.deliver("3-goed", &mail(2));
    for _ in 0..3 {
        worker::fetch_once(&desk.app, &mailbox(&server)).await;
    }
    assert_eq!((ids(&desk).await.len(), server.mails(".Loket").len()), (1, 1));
    let left = server.mails("");
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(left.iter().all(|file| file.to_string_lossy().ends_with(":2,F")), "flagged: {left:?}");
    let words = told(&desk).await;
    assert!(words.contains("fetch mail") && words.contains("te groot of leeg") && words.contains("(2)"), "{words}");
    for file in left {
        std::fs::remove_file(file).expect("removed");
    }
    worker::fetch_once(&desk.app, &mailbox(&server)).await;
    assert_eq!(told(&desk).await, "niets");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_told_by_doctor_and_keeps_no_letter() {
    let Some(server) = Dovecot::start() else { return };
    let desk = TestDesk::on(testkit::database::sqlite().await).await;
    let letters = MailServer::start(|_| Mood::Good).await;
    let wrong = worker::mailbox(&format!("imap://loket:fout@127.0.0.1:{}", server.ports().0), "Loket");
    let (stop, heard) = tokio::sync::watch::channel(false);
    let working = tokio::spawn(worker::run(desk.app.clone(), to_server(letters.url()), wrong, heard));
    until("doctor tells", async || told(&desk).await.contains("aanmelden lukt niet: de mailserver weigert")).await;
    ask_from(&desk, 1, "ans@arnhem.example").await;
    until("letters leave", async || !letters.letters().is_empty()).await;
    let _ = stop.send(true);
    working.await.expect("it stops");
    assert!(!told(&desk).await.contains("fout@"), "no password in it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_safe_from_the_start_or_after_asking_and_only_with_whom_this_machine_trusts() {
    let Some(server) = Dovecot::start() else { return };
    let (port, safe_port) = server.ports();
    let unknown =
        worker::mailbox(&format!("imaps://loket:{PASSWORD}@127.0.0.1:{safe_port}"), "Loket").expect("it fits");
    let desk = TestDesk::on(testkit::database::sqlite().await).await;
    for _ in 0..3 {
        worker::fetch_once(&desk.app, &unknown).await;
    }
    let words = told(&desk).await;
    assert!(words.contains("geen veilige verbinding met de mailserver"), "{words}");
    for (name, url) in [
        ("vanaf het begin", format!("imaps://loket:{PASSWORD}@127.0.0.1:{safe_port}")),
        ("op verzoek", format!("imap://loket:{PASSWORD}@127.0.0.1:{port}?tls=required")),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let database = format!("sqlite://{}", folder.path().join("loket.db").display());
        assert!(loket(folder.path(), &database).arg("migrate").status().expect("it starts").success());
        server.deliver(name, &mail(name.len()));
        let log = std::fs::File::create(folder.path().join("log")).expect("a file");
        let mut running = loket(folder.path(), &database)
            .arg("worker")
            .env("SSL_CERT_FILE", server.certificate())
            .env("LOKET__MAIL__IMAP_URL", &url)
            .env("LOKET__LOG__FILTER", "trace")
            .stderr(Stdio::from(log))
            .spawn()
            .expect("it starts");
        let said = || std::fs::read_to_string(folder.path().join("log")).expect("text");
        until(name, async || server.mails("").is_empty() && said().contains("mail fetched")).await;
        let _ = running.kill();
        let _ = running.wait();
        assert!(!said().contains(PASSWORD), "{name}: no password in the log");
    }
}
