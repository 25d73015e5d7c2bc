//! Colleagues at one question: who is asked to think along, or for a part, reads that question and no other; and who has it
//! open is seen by the others.

use crate::client::listening;
use crate::words::Browser;
use app::{App, Asking, Caller, LetterOutcome, RandomIds, Reading, Refusal, Reply, TicketSearch};
use chrono::{Duration, NaiveDate};
use domain::{
    Absence, Actor, Complaints, DraftKind, EventKind, InvitedAs, LetterKind, MessageKind, Origin, PersonId, Reference,
    Ticket,
};
use store::jobs::Job;
use testkit::{TestDesk, desks, question_about};

/// A question that Anna has: Carla knows its theme, Bram does not.
async fn ask(desk: &TestDesk, key: u128) -> Reference {
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, question_about(key, "woonzorgvisie")).await.expect("a receipt").reference
}

async fn known_to(desk: &TestDesk, person: PersonId, search: &TicketSearch) -> Vec<Reference> {
    let page = desk.app.list_tickets(&desk.staff(person), search, 100, None).await.expect("a page");
    page.items.into_iter().map(|(_, ticket)| ticket.reference).collect()
}

async fn letters(desk: &TestDesk, reference: Reference) -> Vec<Job> {
    let all = store::jobs::of_ticket(&*desk.store, reference.ticket).await.expect("letters");
    let all = all.into_iter().map(|(job, _)| job);
    all.filter(|job| job.letter.kind == LetterKind::ColleagueAsked).collect()
}

async fn events(desk: &TestDesk, reference: Reference, kind: EventKind) -> usize {
    let view = desk.app.view_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("a view");
    view.events.iter().filter(|event| event.kind() == Some(kind)).count()
}

async fn notes(desk: &TestDesk, reference: Reference) -> Vec<String> {
    let view = desk.app.view_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("a view");
    let notes = view.messages.into_iter().filter(|said| said.kind == MessageKind::Note);
    notes.map(|note| note.body).collect()
}

fn complaints(refused: Result<Ticket, Refusal>) -> Complaints {
    match refused {
        Err(Refusal::Complaints(complaints)) => complaints,
        other => panic!("{other:?}"),
    }
}

fn second(expert: PersonId, words: &str) -> Asking<'_> {
    Asking { expert: Some(expert), invited_as: InvitedAs::Second, words }
}

#[tokio::test]
async fn who_is_named_in_a_note_reads_this_question_and_no_other_until_they_leave() {
    for mut desk in desks().await {
        println!("on {}", desk.store.name());
        desk.reopen(|settings| settings.reading = Reading::OwnThemes).await;
        let (asked, other) = (ask(&desk, 1).await, ask(&desk, 2).await);
        let (anna, bram) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::BRAM));
        let (all, words) = (TicketSearch::default(), |text: &str| TicketSearch {
            text: Some(text.to_owned()),
            ..TicketSearch::default()
        });
        assert!(matches!(desk.app.view_ticket(&bram, asked).await, Err(Refusal::Hidden)));
        desk.app.add_note(&anna, asked, "Kadaster gebeld. @Bram Bos, weet jij meer?").await.expect("noted");

        for is_indexed in [false, true] {
            if is_indexed {
                desk.app.index_texts().await.expect("findable");
            }
            let along = TicketSearch { along: true, ..TicketSearch::default() };
            let found = [words("woonzorgvisie"), words("kadaster")];
            let found = found.iter().filter(|_| is_indexed);
            for search in [&all, &along, &words(&asked.to_string())].into_iter().chain(found) {
                assert_eq!(known_to(&desk, TestDesk::BRAM, search).await, [asked], "{is_indexed} {search:?}");
            }
            let none = TicketSearch { along: true, ..TicketSearch::default() };
            assert!(known_to(&desk, TestDesk::CARLA, &none).await.is_empty());
            assert_eq!(
                desk.app.count_tickets(&bram, &all).await.expect("counted").all().map(|all| all.counted),
                Some(1)
            );
        }
        assert_eq!(desk.app.count_along(&bram).await.expect("counted"), 1);
        let view = desk.app.view_ticket(&bram, asked).await.expect("he reads it");
        assert!(view.messages.iter().any(|said| said.kind == MessageKind::Note), "with its notes");
        assert!(matches!(desk.app.view_ticket(&bram, other).await, Err(Refusal::Hidden)));

        // He thinks along, and decides nothing.
        desk.app.add_note(&bram, asked, "Het stond in de bijlage.").await.expect("noted");
        desk.app.keep_draft(&bram, asked, DraftKind::Note, "En nog").await.expect("kept");
        for refused in [
            desk.app.reply_to_ticket(&bram, asked, "Zo.", Reply::Answer).await,
            desk.app.close_ticket(&bram, asked, app::Closing::default()).await,
            desk.app.hand_over_ticket(&bram, asked, "Weg.").await,
            desk.app.ask_colleague(&bram, asked, second(TestDesk::CARLA, "Een deel")).await,
        ] {
            assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
        }
        let told = letters(&desk, asked).await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].letter.to_email, "bram@desk.example");
        assert!(told[0].letter.body.contains("Kadaster gebeld."), "{}", told[0].letter.body);

        desk.app.end_invitation(&bram, asked, Some(TestDesk::BRAM)).await.expect("he leaves");
        assert!(matches!(desk.app.view_ticket(&bram, asked).await, Err(Refusal::Hidden)));
        for search in [&all, &words("kadaster")] {
            assert!(known_to(&desk, TestDesk::BRAM, search).await.is_empty());
        }
        assert!(letters(&desk, asked).await.is_empty(), "the letter that waited is taken away");
        assert_eq!(events(&desk, asked, EventKind::ColleagueAsked).await, 1);
        assert_eq!(events(&desk, asked, EventKind::ColleagueLeft).await, 1);
        assert_eq!(events(&desk, asked, EventKind::LetterWithdrawn).await, 1);
    }
}

#[tokio::test]
async fn an_at_that_means_nobody_or_somebody_with_a_conflict_is_said_and_nothing_is_stored() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let asked = ask(&desk, 1).await;
        let anna = desk.staff(TestDesk::ANNA);
        let ticket = desk.app.read_ticket(&anna, asked).await.expect("a ticket");
        let tx = desk.store.write().await.expect("a transaction");
        store::conflicts::add(&tx, TestDesk::BRAM, ticket.organisation, desk.app.now()).await.expect("noted");
        tx.commit().await.expect("committed");
        for (text, says) in [
            ("Weet @Piet dit?", "Wij kennen geen deskundige '@Piet'."),
            ("Weet @Bram dit?", "Bram Bos heeft een belangenconflict met deze organisatie"),
        ] {
            let complaint = complaints(desk.app.add_note(&anna, asked, text).await);
            assert!(complaint.0[0].message.contains(says), "{complaint:?}");
            let browser = Browser::of(&desk, &client, TestDesk::ANNA).await;
            let (status, page) = browser.post(&format!("/vragen/{asked}/notitie"), &[("body", text)]).await;
            assert!(status == 422 && page.contains(text), "what was typed is given back: {page}");
        }
        let complaint = complaints(desk.app.ask_colleague(&anna, asked, second(TestDesk::BRAM, "Een deel")).await);
        assert_eq!(complaint.0[0].code, "CONFLICT_OF_INTEREST");
        // All that is wrong at once; and whoever has it is not asked for it.
        let complaint = complaints(desk.app.ask_colleague(&anna, asked, second(TestDesk::ANNA, " ")).await);
        assert_eq!(complaint.0.len(), 2, "{complaint:?}");
        assert!(notes(&desk, asked).await.is_empty() && letters(&desk, asked).await.is_empty());
        assert_eq!(events(&desk, asked, EventKind::ColleagueAsked).await, 0);

        // An address is no colleague, and whoever has the question is only told.
        desk.app.add_note(&desk.staff(TestDesk::LEAD), asked, "Mail info@piet.example. @Anna?").await.expect("noted");
        assert_eq!(events(&desk, asked, EventKind::ColleagueAsked).await, 0);
        let told = letters(&desk, asked).await;
        assert!(told.len() == 1 && told[0].letter.subject.contains("noemt u in een notitie"), "{told:?}");
    }
}

#[tokio::test]
async fn a_conflict_that_comes_later_and_closing_take_the_question_away_again() {
    for mut desk in desks().await {
        desk.reopen(|settings| settings.reading = Reading::OwnThemes).await;
        let asked = ask(&desk, 1).await;
        let (anna, bram, lead) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::BRAM), desk.staff(TestDesk::LEAD));
        desk.app.add_note(&anna, asked, "@Bram?").await.expect("noted");
        let may_read = async || desk.app.view_ticket(&bram, asked).await.is_ok();
        desk.app.reply_to_ticket(&anna, asked, "Zo zit het.", Reply::Answer).await.expect("answered");
        assert!(may_read().await, "what came of it");
        desk.app.close_ticket(&anna, asked, app::Closing::default()).await.expect("closed");
        assert!(!may_read().await);
        let refused = desk.app.add_note(&anna, asked, "@Carla, kijk eens.").await;
        assert!(matches!(refused, Err(Refusal::Conflict(_))), "{refused:?}");
        desk.app.reopen_ticket(&lead, asked, "Er is meer.").await.expect("open again");
        assert!(may_read().await, "the invitation rested");
        let ticket = desk.app.read_ticket(&anna, asked).await.expect("a ticket");
        let tx = desk.store.write().await.expect("a transaction");
        store::conflicts::add(&tx, TestDesk::BRAM, ticket.organisation, desk.app.now()).await.expect("noted");
        tx.commit().await.expect("committed");
        assert!(!may_read().await);
        assert_eq!(desk.app.count_along(&bram).await.expect("counted"), 0);
    }
}

#[tokio::test]
async fn a_second_expert_is_asked_by_whoever_has_the_question_and_told_when_they_are_back() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let asked = ask(&desk, 1).await;
        let (anna, lead) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD));
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
        for (from, to) in [(23, 25), (26, 27)] {
            let away = Absence { from: day(from), to: day(to), cover: None };
            desk.app.plan_absence(&lead, TestDesk::BRAM, away, app::Gaps::Accepted).await.expect("planned");
        }
        let refused = desk.app.ask_colleague(&desk.staff(TestDesk::CARLA), asked, second(TestDesk::BRAM, "x")).await;
        assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
        desk.app.ask_colleague(&anna, asked, second(TestDesk::BRAM, "Het huurrecht.")).await.expect("asked");
        let told = letters(&desk, asked).await;
        assert!(told[0].letter.body.contains("Het huurrecht."), "{}", told[0].letter.body);
        assert_eq!(told[0].run_at.to_rfc3339(), "2026-11-28T06:00:00+00:00", "the morning he is back");
        assert!(desk.app.lease_letters(100).await.expect("leased").iter().all(|job| job.id != told[0].id));
        // An @ beside it takes nothing of that away.
        desk.app.add_note(&anna, asked, "@Bram, denk ook aan de bijlage.").await.expect("noted");
        let view = desk.app.view_ticket(&lead, asked).await.expect("a view");
        assert_eq!(view.invited.len(), 1);
        assert_eq!((view.invited[0].invited_as, view.invited[0].asks.as_str()), (InvitedAs::Second, "Het huurrecht."));

        let (annas, brams) = (
            Browser::of(&desk, &client, TestDesk::ANNA).await.get(&format!("/vragen/{asked}")).await.1,
            Browser::of(&desk, &client, TestDesk::BRAM).await.get(&format!("/vragen/{asked}")).await.1,
        );
        assert!(annas.contains("afwezig tot en met") && annas.contains("tweede deskundige, gevraagd door Anna de Wit"));
        assert!(annas.contains("Bram Bos gevraagd als tweede deskundige: Het huurrecht"), "{annas}");
        assert!(brams.contains("Anna de Wit vraagt u een deel van deze vraag te beantwoorden"), "{brams}");
        assert!(brams.contains("Ik denk niet meer mee") && !brams.contains("Verstuur antwoord"), "{brams}");

        // Taken off by whoever may hand over, and by nobody else.
        let refused = desk.app.end_invitation(&desk.staff(TestDesk::CARLA), asked, Some(TestDesk::BRAM)).await;
        assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
        desk.app.end_invitation(&lead, asked, Some(TestDesk::BRAM)).await.expect("taken off");
        assert!(letters(&desk, asked).await.is_empty());
        let again = desk.app.end_invitation(&lead, asked, Some(TestDesk::BRAM)).await;
        assert!(matches!(again, Err(Refusal::Conflict(_))), "{again:?}");
    }
}

#[tokio::test]
async fn a_letter_to_somebody_who_may_no_longer_read_the_question_is_not_carried() {
    for desk in desks().await {
        let asked = ask(&desk, 1).await;
        let anna = desk.staff(TestDesk::ANNA);
        desk.app.add_note(&anna, asked, "@Bram?").await.expect("noted");
        desk.app.close_ticket(&anna, asked, app::Closing::default()).await.expect("closed");
        let leased = desk.app.lease_letters(100).await.expect("leased");
        let job = leased.iter().find(|job| job.letter.kind == LetterKind::ColleagueAsked).expect("it waited");
        assert!(!desk.app.may_still_go(job).await.expect("asked again"));
        assert!(!desk.app.settle_letter(job, &LetterOutcome::sent()).await.expect("taken away"));
    }
}

#[tokio::test]
async fn colleagues_are_found_while_typing_and_only_by_colleagues() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let anna = Browser::of(&desk, &client, TestDesk::ANNA).await;
        let (status, found) = anna.post("/collegas", &[("typed", "b")]).await;
        assert_eq!((status, found.as_str()), (200, r#"[{"label":"","name":"Bram Bos"}]"#));
        assert_eq!(anna.post("/collegas", &[("typed", "bram b")]).await.1, found);
        assert_eq!(anna.post("/collegas", &[("typed", "ann")]).await.1, "[]", "nobody asks themselves");
        let stranger =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let refused = stranger.post(format!("{}/collegas", client.address)).form(&[("typed", "b")]).send().await;
        assert_eq!(refused.expect("an answer").status(), 303);
    }
}

#[tokio::test]
async fn who_has_a_question_open_is_seen_by_the_others_on_every_server_for_some_minutes() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let asked = ask(&desk, 1).await;
        let (page, open) = (format!("/vragen/{asked}"), format!("/vragen/{asked}/open"));
        let anna = Browser::of(&desk, &client, TestDesk::ANNA).await;
        let lead = Browser::of(&desk, &client, TestDesk::LEAD).await;
        assert!(!anna.get(&page).await.1.contains("ook open."));
        let seen = lead.get(&page).await.1;
        assert!(seen.contains("Anna de Wit heeft deze vraag ook open."), "{seen}");
        assert_eq!(anna.get(&open).await.1, r#"{"words":"Lida Vos heeft deze vraag ook open."}"#);
        assert_eq!(Browser::of(&desk, &client, TestDesk::BRAM).await.get(&open).await.0, 404, "hidden is hidden");

        // Another server on the same database.
        let there = App::open(
            (*desk.store).clone(),
            Box::new(desk.clock.clone()),
            Box::new(RandomIds),
            desk.app.settings().clone(),
        )
        .await
        .expect("it opens");
        let (carla, lida) = (desk.staff(TestDesk::CARLA), desk.staff(TestDesk::LEAD));
        let ticket = desk.app.read_ticket(&lida, asked).await.expect("a ticket");
        assert!(there.open_besides(&carla, &ticket).await.expect("nobody").is_empty());
        assert_eq!(desk.app.share_openings().await.expect("told"), 2);
        assert_eq!(desk.app.share_openings().await.expect("told"), 0, "nothing is new");
        let others = there.open_besides(&carla, &ticket).await.expect("others");
        assert_eq!(others, [TestDesk::ANNA, TestDesk::LEAD]);

        desk.clock.advance(Duration::minutes(6));
        assert!(there.open_besides(&carla, &ticket).await.expect("nobody").is_empty());
        desk.app.forget_sessions().await.expect("swept");
        let none = store::openings::of(&*desk.store, asked.ticket, chrono::DateTime::UNIX_EPOCH).await.expect("rows");
        assert!(none.is_empty(), "{none:?}");
    }
}
