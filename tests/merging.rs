//! A question that was asked before ends in the earlier one, and its asker gets that answer; undone within a day.

use crate::client::{Client, SUBMIT, listening, question};
use app::{Caller, Closing, Refusal, Reply};
use chrono::Duration;
use domain::{Actor, Ending, LetterKind, MessageKind, Origin, PromiseOutcome, Reference, TicketStatus};
use serde_json::json;
use testkit::{TestDesk, desks};

async fn asked(client: &Client, key: u128, name: &str) -> (Reference, String) {
    let mut asked = question(key);
    asked["input"]["contact"] = json!({ "name": name, "email": format!("{}@arnhem.example", name.to_lowercase()) });
    let receipt = client.ask(None, SUBMIT, asked).await["submitQuestion"]["receipt"].clone();
    let reference = receipt["reference"].as_str().and_then(|text| text.parse().ok()).expect("a reference");
    let secret = receipt["trackingUrl"].as_str().and_then(|url| url.rsplit('/').next()).expect("a link").to_owned();
    (reference, format!("{}/volg/{secret}", client.address))
}

async fn read(address: &str) -> String {
    reqwest::get(address).await.expect("a page").text().await.expect("text")
}

async fn letters(desk: &TestDesk, reference: Reference, kind: LetterKind) -> Vec<String> {
    let tx = desk.store.write().await.expect("a transaction");
    let jobs = store::jobs::waiting_for_asker(&tx, reference.ticket).await.expect("letters");
    jobs.into_iter().filter(|job| job.letter.kind == kind).map(|job| job.letter.body).collect()
}

fn complaint(refused: Result<domain::Ticket, Refusal>) -> String {
    match refused {
        Err(Refusal::Complaints(complaints)) => complaints.0[0].message.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_asker_of_each_keeps_a_link_that_works_and_gets_the_answer_and_nothing_else() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let (first, follow_first) = asked(&client, 1, "Ans").await;
        let (second, follow_second) = asked(&client, 2, "Bert").await;
        let (lead, app) = (desk.staff(TestDesk::LEAD), &desk.app);
        let merged = app.merge_ticket(&lead, second, &first.to_string()).await.expect("merged");
        assert_eq!(merged.standing.ending(), Some(Ending::MergedInto(first.ticket)));
        assert_eq!(merged.promises.answer.outcome, Some(PromiseOutcome::Withdrawn), "neither kept nor broken");
        let told = letters(&desk, second, LetterKind::StatusChange).await;
        assert!(told[0].contains("Zodra ons antwoord klaar is, krijgt u het ook."), "{told:?}");
        assert!(!told[0].contains("Ans") && !told[0].contains(&first.to_string()), "{told:?}");

        app.reply_to_ticket(&lead, first, "Om hoeveel woningen gaat het?", Reply::AskBack).await.expect("asked back");
        let asker = Caller::new(Actor::Asker(first.ticket), Origin::Web);
        app.react_as_asker(&asker, first, "Om tweehonderd woningen.").await.expect("told");
        app.reply_to_ticket(&lead, first, "In hoofdstuk drie staat het.", Reply::Answer).await.expect("answered");
        for (reference, follow, name) in [(first, &follow_first, "Ans"), (second, &follow_second, "Bert")] {
            let answers = letters(&desk, reference, LetterKind::Answer).await;
            assert_eq!(answers.len(), 1, "{reference}");
            assert!(answers[0].contains("In hoofdstuk drie") && answers[0].contains(name), "{answers:?}");
            let page = read(follow).await;
            assert!(page.contains("In hoofdstuk drie staat het."), "{page}");
            assert_eq!(page.contains("tweehonderd woningen"), reference == first, "{page}");
        }
        // Whoever asked the same reacts: it is their question again, with its own answer.
        let asker = Caller::new(Actor::Asker(second.ticket), Origin::Web);
        let back = app.react_as_asker(&asker, second, "Ik bedoel iets anders.").await.expect("open again");
        assert_eq!((back.status(), back.standing.ending()), (TicketStatus::Assigned, None));
        app.reply_to_ticket(&lead, first, "En nog iets.", Reply::Answer).await.expect("answered again");
        assert_eq!(letters(&desk, second, LetterKind::Answer).await.len(), 1, "it is no part of the first any more");

        // What was answered already is told at once.
        let (third, follow_third) = asked(&client, 3, "Carla").await;
        app.merge_ticket(&lead, third, &first.to_string()).await.expect("merged");
        let told = letters(&desk, third, LetterKind::StatusChange).await;
        assert!(told[0].contains("Dit is ons antwoord:\n\nEn nog iets."), "{told:?}");
        assert!(read(&follow_third).await.contains("En nog iets."));
        let view = app.view_ticket(&lead, first).await.expect("a view");
        assert_eq!(view.merged_here, [third]);
        let view = app.view_ticket(&lead, third).await.expect("a view");
        assert_eq!(
            (view.merged_into, view.messages.last().map(|said| said.kind)),
            (Some(first), Some(MessageKind::Answer))
        );
    }
}

#[tokio::test]
async fn no_question_ends_in_itself_in_a_later_one_or_in_one_that_gives_no_answer() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let mut all = Vec::new();
        for key in 1..=4 {
            all.push(asked(&client, key, "Ans").await.0);
        }
        let (lead, app) = (desk.staff(TestDesk::LEAD), &desk.app);
        let merge = async |one: Reference, into: String| app.merge_ticket(&lead, one, &into).await;
        assert_eq!(complaint(merge(all[1], all[1].to_string()).await), "Dat is deze vraag zelf.");
        assert!(complaint(merge(all[1], all[2].to_string()).await).contains("kwam later binnen"));
        assert!(complaint(merge(all[1], "dubbel".to_owned()).await).contains("Vul het kenmerk in"));
        assert!(
            complaint(merge(all[1], Reference { year: 2026, ticket: domain::TicketId(0) }.to_string()).await)
                .contains("Wij kennen geen vraag")
        );
        // Whoever may not know of the other is told the same as of one that is not there.
        let bram = desk.staff(TestDesk::BRAM);
        app.assign_ticket(&lead, all[2], Some(TestDesk::BRAM), "Kent dit.").await.expect("given");
        let refused = complaint(app.merge_ticket(&bram, all[2], &all[0].to_string()).await);
        assert_eq!(refused, "Wij kennen geen vraag met dit kenmerk.");
        merge(all[2], all[1].to_string()).await.expect("merged");
        assert!(complaint(merge(all[3], all[2].to_string()).await).contains("zelf samengevoegd met een eerdere"));
        assert!(complaint(merge(all[1], all[0].to_string()).await).contains("zelf andere vragen samengevoegd"));
        // The database itself refuses a circle.
        let there = testkit::database::direct(desk.store.url()).await.expect("it opens");
        let circle = format!("UPDATE tickets SET merged_into = {} WHERE id = {}", all[2].ticket.0, all[1].ticket.0);
        assert!(sea_orm::ConnectionTrait::execute_unprepared(&there, &circle).await.is_err());

        // One that ends without an answer sets free what ended in it.
        app.close_ticket(&lead, all[1], Closing::default()).await.expect("closed");
        let free = app.read_ticket(&lead, all[2]).await.expect("a ticket");
        assert!(free.status().is_open() && free.promises.answer.outcome.is_none(), "{free:?}");
        assert_eq!(letters(&desk, all[2], LetterKind::StatusChange).await.len(), 2);
    }
}

#[tokio::test]
async fn merging_is_undone_within_a_day_with_what_was_promised_and_not_after_that() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (first, _) = asked(&client, 1, "Ans").await;
        let (second, _) = asked(&client, 2, "Bert").await;
        let (lead, app) = (desk.staff(TestDesk::LEAD), &desk.app);
        let before = app.read_ticket(&lead, second).await.expect("a ticket");
        app.merge_ticket(&lead, second, &first.to_string()).await.expect("merged");
        desk.clock.advance(Duration::hours(23));
        let again = app.unmerge_ticket(&lead, second).await.expect("undone");
        assert_eq!(again.promises.answer.due_at, before.promises.answer.due_at, "the day its asker was told");
        assert_eq!((again.status(), again.promises.answer.outcome), (TicketStatus::Assigned, None));
        let told = letters(&desk, second, LetterKind::StatusChange).await;
        assert!(told.last().expect("a letter").contains("bij nader inzien een andere"), "{told:?}");
        app.merge_ticket(&lead, second, &first.to_string()).await.expect("merged again");
        desk.clock.advance(Duration::hours(25));
        let refused = app.unmerge_ticket(&lead, second).await;
        assert!(matches!(&refused, Err(Refusal::Conflict(why)) if why.contains("Heropen de vraag")), "{refused:?}");
        app.reopen_ticket(&lead, second, "Het is een andere vraag.").await.expect("open again");
    }
}
