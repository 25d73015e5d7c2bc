//! Nothing that people of the desk type is lost: what they are writing is kept, seen by colleagues, and ends with what is sent.

use crate::client::listening;
use crate::tab::{Tab, between, held};
use app::{Caller, Refusal, Reply, Seen, SeenTicket};
use chrono::Duration;
use domain::{ActKey, Actor, DraftKind, LetterKind, Origin, PersonId, Reference};
use std::sync::Arc;
use testkit::{TestDesk, desks, question_about};
use tokio::sync::Barrier;
use uuid::Uuid;

const TEXT: &str = "Beste Ans,\n\nIn een woonzorgvisie staat in elk geval";

async fn ask(desk: &TestDesk, key: u128) -> Reference {
    let caller = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&caller, question_about(key, "woonzorgvisie")).await.expect("a question").reference
}

async fn drafts(desk: &TestDesk, reference: Reference) -> Vec<(PersonId, DraftKind, String)> {
    let view = desk.app.view_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the question");
    view.drafts.into_iter().map(|draft| (draft.person, draft.kind, draft.body)).collect()
}

#[tokio::test]
async fn what_is_being_written_survives_other_forms_reloads_and_other_machines_and_ends_when_it_is_sent() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let reference = ask(&desk, 1).await;
        let anna = Tab::of(&desk, &client, TestDesk::ANNA).await;
        let page = anna.page(reference).await;
        assert!(!page.contains("Concept bewaard"), "{page}");

        // The script, while she types; and the button, without it.
        let (status, words) =
            anna.send_as("application/json", reference, "antwoord", &page, &[("how", "concept"), ("body", TEXT)]).await;
        assert_eq!((status, words.as_str()), (200, r#"{"words":"Concept bewaard om 10.00 uur"}"#));
        let note = [("how", "concept"), ("body", "Even bellen met")];
        assert_eq!(anna.send(reference, "notitie", &page, &note).await.0, 303);

        // Another form of the same page, and another machine, on another day.
        assert_eq!(anna.send(reference, "termijn", &page, &[("policy", "complex")]).await.0, 303);
        desk.clock.advance(Duration::days(1));
        let elsewhere = Tab::of(&desk, &client, TestDesk::ANNA).await;
        let page = elsewhere.page(reference).await;
        assert_eq!(held(&page, "antwoord-body"), TEXT);
        assert_eq!(held(&page, "notitie-body"), "Even bellen met");
        assert!(page.contains("Concept bewaard op dinsdag 24 november 2026 om 10.00 uur"), "{page}");
        assert!(page.contains("Nieuw sinds u uw concept schreef"), "the date moved since: {page}");

        // A colleague sees it as hers, and not in a field.
        let lead = Tab::of(&desk, &client, TestDesk::LEAD).await;
        let seen = lead.page(reference).await;
        assert_eq!(held(&seen, "antwoord-body"), "");
        assert!(seen.contains("Anna de Wit is bezig met een antwoord. Concept bewaard"), "{seen}");
        assert!(seen.contains("In een woonzorgvisie staat in elk geval"), "{seen}");

        // The note that is sent ends the note, and not the answer.
        assert_eq!(elsewhere.send(reference, "notitie", &page, &[("body", "Even bellen met Ans.")]).await.0, 303);
        assert_eq!(drafts(&desk, reference).await, [(TestDesk::ANNA, DraftKind::Answer, TEXT.to_owned())]);
        let page = elsewhere.page(reference).await;
        let sent = [("how", "antwoord"), ("body", "In een woonzorgvisie staat dit.")];
        assert_eq!(elsewhere.send(reference, "antwoord", &page, &sent).await.0, 303);
        assert_eq!(drafts(&desk, reference).await, []);

        // What a slow line brings afterwards is not a draft again; nothing typed is none.
        let late = [("how", "concept"), ("body", "In een woonzorgvisie staat")];
        let (status, words) = elsewhere.send_as("application/json", reference, "antwoord", &page, &late).await;
        assert_eq!((status, words.as_str(), drafts(&desk, reference).await.len()), (200, r#"{"words":""}"#, 0));
        let page = elsewhere.page(reference).await;
        for (typed, left) in [("Toch nog iets", 1), ("  \n", 0)] {
            elsewhere.send(reference, "antwoord", &page, &[("how", "concept"), ("body", typed)]).await;
            assert_eq!(drafts(&desk, reference).await.len(), left, "{typed}");
        }
    }
}

#[tokio::test]
async fn nobody_keeps_or_reads_a_draft_who_may_not_read_the_notes() {
    for desk in desks().await {
        let reference = ask(&desk, 1).await;
        let anna = desk.staff(TestDesk::ANNA);
        desk.app.keep_draft(&anna, reference, DraftKind::Answer, TEXT).await.expect("kept");
        let asker = Caller::new(Actor::Asker(reference.ticket), Origin::Web);
        let nobody = Caller::new(Actor::Anonymous, Origin::Web);
        for (who, caller) in [("asker", &asker), ("nobody", &nobody), ("other", &desk.staff(TestDesk::BRAM))] {
            let kept = desk.app.keep_draft(caller, reference, DraftKind::Note, "x").await;
            assert!(matches!(kept, Err(Refusal::Forbidden | Refusal::Hidden)), "{who}: {kept:?}");
            let view = desk.app.view_ticket(caller, reference).await;
            assert!(view.is_err() || view.is_ok_and(|view| view.drafts.is_empty()), "{who} reads a draft");
        }
        // Whoever may write a note there sees that she is writing.
        let view = desk.app.view_ticket(&desk.staff(TestDesk::CARLA), reference).await.expect("she knows the theme");
        assert_eq!(view.drafts.len(), 1);
        let wrong = desk.app.keep_draft(&anna, reference, DraftKind::Answer, "Uw BSN is 111222333.").await;
        assert!(matches!(wrong, Err(Refusal::Complaints(_))), "{wrong:?}");
        assert_eq!(drafts(&desk, reference).await, [(TestDesk::ANNA, DraftKind::Answer, TEXT.to_owned())]);
    }
}

#[tokio::test]
async fn drafts_go_a_month_after_their_question_was_closed_and_not_before() {
    for desk in desks().await {
        let (closed, open) = (ask(&desk, 1).await, ask(&desk, 2).await);
        let lead = desk.staff(TestDesk::LEAD);
        for reference in [closed, open] {
            desk.app.keep_draft(&lead, reference, DraftKind::Note, "Nog doen").await.expect("kept");
        }
        desk.app.close_ticket(&lead, closed, app::Closing::default()).await.expect("closed");
        for (days, left) in [(29, 1), (2, 0)] {
            desk.clock.advance(Duration::days(days));
            desk.app.forget_sessions().await.expect("swept");
            assert_eq!(drafts(&desk, closed).await.len(), left, "{}", desk.store.name());
        }
        assert_eq!(drafts(&desk, open).await.len(), 1);
    }
}

/// Two people who read the same answer at the same moment: one letter leaves, and the other text is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_answers_at_the_same_moment_one_is_sent_and_the_other_is_kept_as_a_draft() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        for round in 0..32 {
            let reference = ask(&desk, 100 + round).await;
            desk.clock.advance(Duration::hours(30));
            let lead = desk.staff(TestDesk::LEAD);
            let ticket = desk.app.read_ticket(&lead, reference).await.expect("a question");
            let ready = Arc::new(Barrier::new(2));
            let answers = [TestDesk::ANNA, TestDesk::LEAD].map(|person| {
                let (app, caller, ready) = (desk.app.clone(), desk.staff(person), Arc::clone(&ready));
                let key = Some(ActKey(Uuid::from_u128(round << 8 | u128::from(person == TestDesk::LEAD))));
                let on = SeenTicket { reference, seen: Seen::Revision(ticket.revision), key };
                tokio::spawn(async move {
                    ready.wait().await;
                    let text = format!("Het antwoord van {person}.");
                    (person, app.reply_to_ticket(&caller, on, &text, Reply::Answer).await)
                })
            });
            let [one, two] = answers;
            let (one, two) = (one.await.expect("no panic"), two.await.expect("no panic"));
            let (sent, kept) = if one.1.is_ok() { (one, two) } else { (two, one) };
            assert!(sent.1.is_ok(), "one of them answers: {:?}", sent.1);
            assert!(matches!(kept.1, Err(Refusal::Conflict(_))), "{:?}", kept.1);
            let text = format!("Het antwoord van {}.", kept.0);
            assert_eq!(drafts(&desk, reference).await, [(kept.0, DraftKind::Answer, text)]);
            let letters = desk.app.lease_letters(100).await.expect("letters");
            let answers = letters.iter().filter(|job| job.letter.kind == LetterKind::Answer);
            let about = answers.filter(|job| job.ticket == Some(reference.ticket)).count();
            assert_eq!(about, 1, "round {round}: exactly one letter with an answer");
        }
    }
}

#[tokio::test]
async fn a_page_that_is_out_of_date_shows_both_answers_side_by_side_and_sends_nothing() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let reference = ask(&desk, 1).await;
        let (anna, lead) =
            (Tab::of(&desk, &client, TestDesk::ANNA).await, Tab::of(&desk, &client, TestDesk::LEAD).await);
        let (hers, his) = (anna.page(reference).await, lead.page(reference).await);
        let answer = |body| [("how", "antwoord"), ("body", body)];
        assert_eq!(lead.send(reference, "antwoord", &his, &answer("Kijk in de handreiking.")).await.0, 303);
        let (status, page) = anna.send(reference, "antwoord", &hers, &answer("Bel de gemeente.")).await;
        assert_eq!(status, 409);
        assert!(page.contains("Lida Vos beantwoordde deze vraag, op dinsdag 24 november 2026 om 10.00 uur."), "{page}");
        let beside = between(&page, "loket-beside", "</section></div>");
        assert!(beside.contains("Kijk in de handreiking.") && beside.contains("Bel de gemeente."), "{beside}");
        assert_eq!(held(&page, "antwoord-body"), "Bel de gemeente.");
        assert_eq!(
            drafts(&desk, reference).await,
            [(TestDesk::ANNA, DraftKind::Answer, "Bel de gemeente.".to_owned())]
        );
        // She takes what she needs of both, and sends it.
        assert_eq!(anna.send(reference, "antwoord", &page, &answer("Bel de gemeente, en kijk daarin.")).await.0, 303);
        assert_eq!(drafts(&desk, reference).await, []);
    }
}
