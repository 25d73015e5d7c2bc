//! The load board: every number is that of the questions behind it, and several of them go to somebody else at once.

use crate::client::listening;
use crate::kept::{Tab, token_on};
use app::{Caller, Refusal, SeenTicket};
use chrono::{DateTime, Utc};
use domain::{Actor, EventKind, LetterKind, Origin, Pace, Reference, Ticket};
use testkit::{TestDesk, desks, question_about};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
}

async fn ask(desk: &TestDesk, key: u128) -> Reference {
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    let asked = question_about(key, "woonzorgvisie");
    desk.app.submit_question(&anonymous, asked).await.expect("a receipt").reference
}

async fn ticket(desk: &TestDesk, reference: Reference) -> Ticket {
    desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket")
}

/// Given to Anna, whoever the desk found.
async fn annas(desk: &TestDesk, key: u128) -> Reference {
    let reference = ask(desk, key).await;
    if ticket(desk, reference).await.assignee != Some(TestDesk::ANNA) {
        let lead = desk.staff(TestDesk::LEAD);
        desk.app.assign_ticket(&lead, reference, Some(TestDesk::ANNA), "Liever Anna").await.expect("given");
    }
    reference
}

#[tokio::test]
async fn every_number_on_the_board_is_that_of_the_questions_behind_it() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let (late, waiting) = (annas(&desk, 1).await, annas(&desk, 2).await);
        let ask_back = app::Reply::AskBack;
        desk.app.reply_to_ticket(&lead, waiting, "Welk jaar?", ask_back).await.expect("asked back");
        // The first reaction to the first is late, that of the next comes near, and the last has time.
        desk.clock.set(at("2026-11-25T15:00:00+01:00"));
        let soon = annas(&desk, 3).await;
        desk.clock.set(at("2026-11-27T10:00:00+01:00"));
        let steady = annas(&desk, 4).await;
        for (reference, pace) in
            [(late, Pace::Late), (soon, Pace::Soon), (steady, Pace::Steady), (waiting, Pace::Waits)]
        {
            assert_eq!(Pace::of(&ticket(&desk, reference).await, desk.app.now()), pace, "{reference}");
            let listed = desk.app.list_work_of(&lead, TestDesk::ANNA, Some(pace)).await.expect("a list");
            assert_eq!(listed.iter().map(|ticket| ticket.reference).collect::<Vec<_>>(), [reference], "{pace:?}");
        }
        desk.store.statements().record();
        let loads = desk.app.read_loads(&lead).await.expect("the board");
        let seen = desk.store.statements().seen();
        assert!(seen.len() <= 2, "{}: {seen:#?}", desk.store.name());
        let line = loads.iter().find(|line| line.expert == TestDesk::ANNA).expect("her line");
        assert_eq!((line.open, line.late, line.soon, line.waits), (4, 1, 1, 1));
        assert_eq!(line.used_minutes, 3 * 120, "waiting costs nothing");
        assert!(line.last_assigned_at.is_some() && line.away_until.is_none());
        assert_eq!(loads.len(), desk.app.picture().roster.experts().len(), "everybody is on it");
        for expert in [TestDesk::ANNA, TestDesk::BRAM] {
            let refused = desk.app.read_loads(&desk.staff(expert)).await;
            assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
            let refused = desk.app.list_work_of(&desk.staff(expert), TestDesk::ANNA, None).await;
            assert!(matches!(refused, Err(Refusal::Forbidden)));
        }
    }
}

#[tokio::test]
async fn several_questions_go_to_somebody_else_for_one_reason_each_with_its_own_event_and_letter() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let mut questions = Vec::new();
        for key in 1..=3 {
            questions.push(annas(&desk, key).await);
        }
        let closed = questions[2];
        desk.app.close_ticket(&lead, closed, app::Closing::default()).await.expect("closed");
        let preview = desk.app.preview_reassignment(&lead, &questions, Some(TestDesk::BRAM)).await.expect("a preview");
        let bram = desk.app.picture().name(TestDesk::BRAM).to_owned();
        let to: Vec<Option<&str>> = preview.each.iter().map(|one| one.to.as_deref()).collect();
        assert_eq!(to, [Some(bram.as_str()), Some(bram.as_str()), None]);
        assert!(preview.each[2].stays.is_some() && preview.each[0].promise.contains("8 december"), "{preview:?}");
        for reference in &questions[..2] {
            assert_eq!(ticket(&desk, *reference).await.assignee, Some(TestDesk::ANNA), "nothing is stored");
        }
        let on = || questions.iter().map(|reference| SeenTicket::from(*reference)).collect::<Vec<_>>();
        let without = desk.app.reassign_several(&lead, on(), Some(TestDesk::BRAM), " ").await;
        assert!(matches!(without, Err(Refusal::Complaints(_))), "a reason is asked for");
        let by_anna = desk.app.reassign_several(&desk.staff(TestDesk::ANNA), on(), Some(TestDesk::BRAM), "Vol").await;
        assert!(matches!(by_anna, Err(Refusal::Forbidden)));
        let became = desk.app.reassign_several(&lead, on(), Some(TestDesk::BRAM), "Anna is ziek").await.expect("done");
        let went: Vec<bool> = became.iter().map(|(_, outcome)| outcome.is_ok()).collect();
        assert_eq!(went, [true, true, false], "{became:?}");
        for reference in &questions[..2] {
            assert_eq!(ticket(&desk, *reference).await.assignee, Some(TestDesk::BRAM));
            let events = store::events::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
            assert!(events.iter().any(|event| event.kind() == EventKind::Assigned));
            let letters = store::jobs::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
            let told = letters.iter().filter(|(job, _)| job.letter.kind == LetterKind::Assignment);
            assert!(told.clone().any(|(job, _)| job.letter.body.contains("Anna is ziek")), "{reference}");
        }
        assert_eq!(ticket(&desk, closed).await.assignee, Some(TestDesk::ANNA));
        let none = desk.app.reassign_several(&lead, Vec::new(), None, "Vol").await;
        assert!(matches!(none, Err(Refusal::Complaints(_))));
    }
}

#[tokio::test]
async fn a_lead_looks_at_the_board_and_gives_what_somebody_has_to_another() {
    for desk in desks().await {
        let reference = annas(&desk, 1).await;
        let mut tab = Tab::at(&listening(&desk).await.address);
        tab.become_(&desk, TestDesk::LEAD).await;
        let board = tab.get("/bezetting?volgorde=open").await.text;
        let hand = format!("/bezetting/{}", TestDesk::ANNA);
        assert!(board.contains(&format!("href=\"{hand}\"")) && board.contains("aria-sort"), "{board}");
        assert_eq!(tab.get("/bezetting?volgorde=kleur").await.status, 422);
        assert_eq!(tab.get("/bezetting/7").await.status, 404);
        let list = tab.get(&format!("{hand}?termijn=op-tijd")).await.text;
        assert!(list.contains(&reference.to_string()), "{list}");
        assert!(!tab.get(&format!("{hand}?termijn=te-laat")).await.text.contains(&reference.to_string()));
        let token = token_on(&list);
        let seen = format!("{reference}:{}", ticket(&desk, reference).await.revision);
        let carla = TestDesk::CARLA.to_string();
        let typed = [("token", token.as_str()), ("questions", &seen), ("expert", &carla), ("reason", "Geen ruimte")];
        let preview = tab.post(&hand, &typed).await;
        assert_eq!(preview.status, 200);
        assert!(preview.text.contains("Als u dit doet") && preview.text.contains(" checked"), "{}", preview.text);
        let answer = tab.post(&hand, &[&typed[..], &[("how", "geef")]].concat()).await;
        assert_eq!((answer.status.as_u16(), answer.to.as_str()), (303, hand.as_str()), "{}", answer.text);
        assert!(tab.get(&hand).await.text.contains("De vragen die u koos"));
        assert_eq!(ticket(&desk, reference).await.assignee, Some(TestDesk::CARLA));
        // Done by somebody else meanwhile, it is told and not done again.
        let again = tab.post(&hand, &[&typed[..], &[("how", "geef")]].concat()).await;
        assert_eq!(again.status, 409);
        assert!(again.text.contains(&reference.to_string()), "{}", again.text);
        let nothing = tab.post(&hand, &[("token", token.as_str()), ("reason", "Geen ruimte")]).await;
        assert!(nothing.status == 422 && nothing.text.contains("Kies ten minste één vraag."), "{}", nothing.text);
    }
}
