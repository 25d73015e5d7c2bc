//! What became of a letter: each try, with what the mail server said, where people look for it.

use crate::managing::{At, asked};
use app::LetterOutcome;
use chrono::Duration;
use domain::LetterKind;
use reqwest::StatusCode;
use testkit::{TestDesk, desks};

const TAKEN: &str = "de mailserver antwoordde 250 2.0.0 Ok: queued as 4GxYz";
const BUSY: &str = "de mailserver antwoordde 451 4.3.0 even geduld";
const UNKNOWN: &str = "de mailserver antwoordde 550 5.1.1 <ans@arnhem.example>: unknown";

/// Every letter to an asker that may go now is tried, to this end.
async fn tried(desk: &TestDesk, outcome: LetterOutcome) {
    for job in desk.app.lease_letters(100).await.expect("letters") {
        let outcome = if job.person.is_none() { outcome.clone() } else { LetterOutcome::sent() };
        assert!(desk.app.settle_letter(&job, &outcome).await.expect("settled"));
    }
}

#[tokio::test]
async fn every_try_of_a_letter_is_shown_with_what_the_server_said_until_it_left() {
    for desk in desks().await {
        let reference = asked(&desk, 1).await;
        tried(&desk, LetterOutcome::TryLater(BUSY.to_owned())).await;
        desk.clock.advance(Duration::minutes(2));
        tried(&desk, LetterOutcome::Sent(TAKEN.to_owned())).await;
        let expert = desk.staff(TestDesk::ANNA);
        let letters = desk.app.read_letters(&expert, reference).await.expect("a list").letters;
        let receipt = letters.iter().find(|letter| letter.kind == LetterKind::Receipt.as_str()).expect("a receipt");
        let said: Vec<&str> = receipt.tries.iter().map(|tried| &*tried.said).collect();
        assert_eq!(said, [BUSY, TAKEN]);
        assert!(receipt.tries[0].at < receipt.tries[1].at);
        assert_eq!(receipt.state, app::LetterState::Left);
        let pages = At::of(&desk, TestDesk::ANNA).await;
        let (status, page) = pages.get(&format!("/vragen/{reference}/brieven")).await;
        assert_eq!(status, StatusCode::OK);
        for shown in ["Ans Vermeer", "nog niet gelukt", BUSY, "aangenomen door de mailserver", TAKEN] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        let (_, question) = pages.get(&format!("/vragen/{reference}")).await;
        assert!(question.contains(&format!("/vragen/{reference}/brieven")), "its page leads there");
    }
}

#[tokio::test]
async fn who_manages_letters_reads_every_try_and_no_address() {
    for desk in desks().await {
        asked(&desk, 1).await;
        tried(&desk, LetterOutcome::TryLater(BUSY.to_owned())).await;
        desk.clock.advance(Duration::minutes(2));
        tried(&desk, LetterOutcome::Refused(UNKNOWN.to_owned())).await;
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let letter = desk.app.list_dead_letters(&administrator).await.expect("a list")[0].id;
        let pages = At::of(&desk, TestDesk::ADMINISTRATOR).await;
        let (_, page) = pages.get(&format!("/beheer/brieven/{letter}")).await;
        for shown in [BUSY, "550 5.1.1 &lt;a…@arnhem.example&gt;: unknown", "niet gelukt, en opgegeven"] {
            assert!(page.replace("&#60;", "&lt;").replace("&#62;", "&gt;").contains(shown), "{shown}: {page}");
        }
        assert!(!page.contains("ans@arnhem.example"), "{page}");
        // Sent again, it goes on where it was.
        desk.app.send_dead_letter_again(&administrator, letter).await.expect("it goes");
        let (_, list) = pages.get("/beheer/brieven").await;
        assert!(list.contains("wacht"), "what waits is told: {list}");
    }
}
