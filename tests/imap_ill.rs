//! A mailbox whose server does not behave: hangs, says no, or cannot do what the desk would like. No mail is lost or stored
//! twice, doctor tells, and everything else goes on.

use crate::imap::{mail, told, until};
use crate::incoming::ids;
use crate::letters::{ask_from, to_server};
use futures_util::future::join_all;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use testkit::{Asked, ImapServer, MailServer, Mood, TestDesk};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use worker::{Mailbox, Patience};

/// Short, so that no test waits a minute: what a healthy server on a busy machine does not do in time is done again.
const SOON: Patience =
    Patience { answers: Duration::from_millis(500), news: Duration::from_secs(1), polls: Duration::from_millis(300) };
/// What stops at once, stops within this on any machine.
const STOPS_WITHIN: Duration = Duration::from_secs(60);

fn mailbox(server: &ImapServer, patience: Patience) -> Mailbox {
    let url = format!("imap://loket:geheim@127.0.0.1:{}", server.port());
    worker::mailbox(&url, "Loket").expect("it fits").patient_for(patience)
}

/// A server that does this at this step as long as it is ill.
async fn ill_at(can: &'static str, ill: &Arc<AtomicBool>, at: Asked, mood: Mood) -> ImapServer {
    let ill = Arc::clone(ill);
    ImapServer::start(can, move |asked| if asked == at && ill.load(Ordering::SeqCst) { mood } else { Mood::Good }).await
}

/// A worker that fetches and sends, with what tells it to stop.
fn working(desk: &TestDesk, letters: &MailServer, mailbox: Mailbox) -> (watch::Sender<bool>, JoinHandle<()>) {
    let (stop, heard) = watch::channel(false);
    (stop, tokio::spawn(worker::run(desk.app.clone(), to_server(letters.url()), Some(mailbox), heard)))
}

async fn stopped((stop, working): (watch::Sender<bool>, JoinHandle<()>)) {
    stop.send(true).expect("it listens");
    tokio::time::timeout(STOPS_WITHIN, working).await.expect("it stops, whatever hangs").expect("no panic");
}

async fn desk() -> TestDesk {
    TestDesk::on(testkit::database::sqlite().await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_anywhere_is_left_after_a_while_and_meanwhile_letters_leave() {
    let steps = [Asked::Greeting, Asked::SignIn, Asked::Open, Asked::List, Asked::Fetch(1), Asked::Move(1)];
    let each = steps.map(async |at| {
        let (desk, letters) = (desk().await, MailServer::start(|_| Mood::Good).await);
        let ill = Arc::new(AtomicBool::new(true));
        let server = ill_at("MOVE IDLE", &ill, at, Mood::Hangs).await;
        server.deliver(&mail(1));
        let working = working(&desk, &letters, mailbox(&server, SOON));
        until("it hangs", async || server.hung() > 0).await;
        ask_from(&desk, 1, "ans@arnhem.example").await;
        until("letters leave", async || letters.taken() > 0).await;
        until("doctor tells", async || told(&desk).await.contains("de mailserver antwoordt niet op tijd")).await;
        ill.store(false, Ordering::SeqCst);
        until("the mail comes in", async || ids(&desk).await.len() == 1 && server.done() == 1).await;
        until("doctor is well", async || told(&desk).await == "niets").await;
        stopped(working).await;
        assert_eq!((ids(&desk).await.len(), server.inbox().len()), (1, 0), "{at:?}");
    });
    join_all(each).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_while_it_should_tell_of_news_keeps_no_mail_from_coming_in() {
    for at in [Asked::Wait, Asked::News, Asked::WaitEnds] {
        let (desk, letters) = (desk().await, MailServer::start(|_| Mood::Good).await);
        let server = ill_at("MOVE IDLE", &Arc::new(AtomicBool::new(true)), at, Mood::Hangs).await;
        let working = working(&desk, &letters, mailbox(&server, SOON));
        for number in 1..=2 {
            until("it waits", async || server.heard("IDLE") >= number).await;
            server.deliver(&mail(number));
            until("the mail comes in", async || ids(&desk).await.len() == number && server.inbox().is_empty()).await;
        }
        stopped(working).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_told_to_stop_does_not_wait_for_a_server_that_hangs() {
    let long = Patience { answers: Duration::from_secs(3_600), ..Patience::default() };
    for at in [Asked::Greeting, Asked::Fetch(1), Asked::Wait] {
        let (desk, letters) = (desk().await, MailServer::start(|_| Mood::Good).await);
        let server = ill_at("MOVE IDLE", &Arc::new(AtomicBool::new(true)), at, Mood::Hangs).await;
        server.deliver(&mail(1));
        let working = working(&desk, &letters, mailbox(&server, long));
        until("it hangs", async || server.hung() > 0).await;
        stopped(working).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cannot_tell_of_news_is_asked_again() {
    let (desk, letters) = (desk().await, MailServer::start(|_| Mood::Good).await);
    let server = ImapServer::start("MOVE", |_| Mood::Good).await;
    let working = working(&desk, &letters, mailbox(&server, Patience { news: STOPS_WITHIN * 10, ..SOON }));
    for number in 1..=3 {
        server.deliver(&mail(number));
        until("the mail comes in", async || ids(&desk).await.len() == number && server.inbox().is_empty()).await;
    }
    stopped(working).await;
    assert_eq!(server.heard("IDLE"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_can_be_moved_it_is_copied_first_and_only_that_one_is_taken_away() {
    for (can, marks, expunged) in [("UIDPLUS", vec![], 2), ("", vec!["\\Deleted".to_owned(); 2], 0)] {
        let desk = desk().await;
        let server = ImapServer::start(can, |_| Mood::Good).await;
        server.deliver(&mail(1));
        server.deliver(&mail(2));
        for round in 0..3 {
            let taken = worker::fetch_once(&desk.app, &mailbox(&server, SOON)).await;
            assert_eq!(taken, if round == 0 { 2 } else { 0 }, "{can}: it is not fetched again");
        }
        assert_eq!((ids(&desk).await.len(), server.done(), server.inbox()), (2, 2, marks), "{can}");
        assert_eq!((server.heard("UID EXPUNGE"), server.heard("UID MOVE")), (expunged, 0), "{can}");
        assert_eq!(server.heard("BODY.PEEK[]"), 2);
        assert_eq!(told(&desk).await, "niets");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_cut_off_before_the_mail_is_taken_away_stores_it_once() {
    for at in [Asked::Copy(1), Asked::Mark(1), Asked::Expunge(1)] {
        for mood in [Mood::Leaves, Mood::Says("NO not now")] {
            let desk = desk().await;
            let ill = Arc::new(AtomicBool::new(true));
            let server = ill_at("UIDPLUS", &ill, at, mood).await;
            server.deliver(&mail(1));
            for _ in 0..3 {
                worker::fetch_once(&desk.app, &mailbox(&server, SOON)).await;
            }
            if at != Asked::Expunge(1) {
                assert!(told(&desk).await.contains("fetch mail"), "{at:?} {mood:?}: doctor tells");
            }
            ill.store(false, Ordering::SeqCst);
            worker::fetch_once(&desk.app, &mailbox(&server, SOON)).await;
            assert_eq!(ids(&desk).await.len(), 1, "{at:?} {mood:?}");
            assert!(server.done() >= 1 && server.inbox().iter().all(|flags| flags == "\\Deleted"), "{at:?} {mood:?}");
            assert_eq!(told(&desk).await, "niets");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_mail_that_the_server_does_not_give_is_told_and_the_others_come_in() {
    let desk = desk().await;
    let ill = Arc::new(AtomicBool::new(true));
    let server = ill_at("MOVE IDLE", &ill, Asked::Fetch(2), Mood::Says("NO that one is broken")).await;
    for number in 1..=3 {
        server.deliver(&mail(number));
    }
    for _ in 0..3 {
        worker::fetch_once(&desk.app, &mailbox(&server, SOON)).await;
        assert_eq!((ids(&desk).await.len(), server.done(), server.inbox().len()), (2, 2, 1));
    }
    let words = told(&desk).await;
    assert!(words.contains("fetch mail") && words.contains("de mailserver weigert: that one is broken"), "{words}");
    ill.store(false, Ordering::SeqCst);
    worker::fetch_once(&desk.app, &mailbox(&server, SOON)).await;
    assert_eq!((ids(&desk).await.len(), server.inbox().len()), (3, 0));
    assert_eq!(told(&desk).await, "niets");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_the_server_does_not_move_is_stored_once_and_told_until_it_is_moved() {
    let desk = desk().await;
    let ill = Arc::new(AtomicBool::new(true));
    let server = ill_at("MOVE IDLE", &ill, Asked::Move(1), Mood::Says("NO over quota")).await;
    server.deliver(&mail(1));
    server.deliver(&mail(2));
    for _ in 0..3 {
        worker::fetch_once(&desk.app, &mailbox(&server, SOON)).await;
        assert_eq!((ids(&desk).await.len(), server.done(), server.inbox().len()), (2, 1, 1));
    }
    let words = told(&desk).await;
    assert!(words.contains("fetch mail") && words.contains("de mailserver weigert: over quota"), "{words}");
    ill.store(false, Ordering::SeqCst);
    worker::fetch_once(&desk.app, &mailbox(&server, SOON)).await;
    assert_eq!((ids(&desk).await.len(), server.done(), server.inbox().len()), (2, 2, 0));
    assert_eq!(told(&desk).await, "niets");
}
