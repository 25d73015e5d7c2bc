//! The three ways to write to an asker, and going on with the next question.

use crate::client::{Client, listening};
use app::{Caller, Refusal, Reply};
use chrono::{Days, Duration};
use domain::{
    Actor, EventKind, LetterKind, MessageKind, Metric, Origin, PromiseOutcome, Reference, TicketStatus, amsterdam_day,
    long_day_in_words,
};
use serde_json::json;
use testkit::{TestDesk, desks, question_about};

const TEXT: &str = "Ik zoek dit uit bij het ministerie.";

async fn ask(desk: &TestDesk, key: u128) -> (Reference, String) {
    let caller = Caller::new(Actor::Anonymous, Origin::Web);
    let receipt = desk.app.submit_question(&caller, question_about(key, "woonzorgvisie")).await.expect("a question");
    (receipt.reference, receipt.tracking_url.rsplit('/').next().expect("a secret").to_owned())
}

#[tokio::test]
async fn an_interim_reply_keeps_the_first_promise_stops_no_clock_and_says_when_the_answer_comes() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, secret) = ask(&desk, 1).await;
        let anna = desk.staff(TestDesk::ANNA);
        let before = desk.app.read_ticket(&anna, reference).await.expect("a question");
        let after = desk.app.reply_to_ticket(&anna, reference, TEXT, Reply::Interim).await.expect("sent");
        assert_eq!(after.status(), TicketStatus::Assigned);
        assert_eq!(after.promises.first_response.outcome, Some(PromiseOutcome::Kept), "{}", desk.store.name());
        assert_eq!(after.promises.answer, before.promises.answer, "no clock stops, and nothing moves");

        let day = long_day_in_words(amsterdam_day(before.promises.answer.due_at));
        let letters = desk.app.lease_letters(10).await.expect("letters");
        let letter = letters.iter().find(|job| job.letter.kind == LetterKind::Interim).expect("a letter");
        assert!(letter.letter.body.contains(TEXT), "{}", letter.letter.body);
        assert!(letter.letter.body.contains(&format!("U krijgt uiterlijk {day} antwoord.")), "{}", letter.letter.body);
        let page = reqwest::get(format!("{}/volg/{secret}", client.address)).await.expect("an answer");
        let page = page.text().await.expect("text");
        assert!(page.contains("Tussenbericht") && page.contains(TEXT) && page.contains(&day), "{page}");

        let view = desk.app.view_ticket(&anna, reference).await.expect("the page");
        let kinds: Vec<EventKind> = view.events.iter().filter_map(domain::Recorded::kind).collect();
        let told = |kind| kinds.iter().filter(|known| **known == kind).count();
        assert_eq!((told(EventKind::FirstResponse), told(EventKind::InterimSent)), (1, 1));
        assert_eq!(view.messages.last().map(|message| message.kind), Some(MessageKind::Interim));

        // Another one is no first reaction any more; one after the day names no day that has passed.
        desk.clock.advance(Duration::days(60));
        let late = desk.app.reply_to_ticket(&anna, reference, "Het duurt langer.", Reply::Interim).await.expect("sent");
        assert!(late.promises.answer.is_unmet());
        let letters = desk.app.lease_letters(10).await.expect("letters");
        let told = |job: &app::LetterJob| job.letter.kind == LetterKind::Interim && job.letter.body.contains("langer");
        let letter = letters.iter().find(|job| told(job)).expect("another letter");
        assert!(letter.letter.body.contains("zo snel mogelijk"), "{}", letter.letter.body);
        assert!(!letter.letter.body.contains(&day), "{}", letter.letter.body);
    }
}

#[tokio::test]
async fn an_interim_reply_counts_as_a_first_reaction_in_time_in_the_figures() {
    for desk in desks().await {
        let anna = desk.staff(TestDesk::ANNA);
        let (reference, _) = ask(&desk, 1).await;
        desk.app.reply_to_ticket(&anna, reference, TEXT, Reply::Interim).await.expect("sent");
        desk.clock.advance(Duration::days(30));
        desk.app.record_breaches().await.expect("swept");
        let ticket = desk.app.read_ticket(&anna, reference).await.expect("a question");
        let outcome = |metric| ticket.promises.of(metric).outcome;
        assert_eq!(outcome(Metric::FirstResponse), Some(PromiseOutcome::Kept));
        assert_ne!(outcome(Metric::Answer), Some(PromiseOutcome::Kept));
        let last = amsterdam_day(desk.app.now());
        let query = app::TrendsQuery {
            from: last - Days::new(40),
            to: last,
            bucket: app::Bucket::Month,
            measure: app::Measure::FirstResponseInTimeShare,
            by: app::TrendsBy::Nothing,
            filter: app::TicketSearch::default(),
            as_of: None,
        };
        let report = desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query).await.expect("figures");
        let shares: Vec<f64> =
            report.series.iter().flat_map(|named| named.series.points.iter().filter_map(|point| point.value)).collect();
        assert!(shares.contains(&1.0) || shares.contains(&100.0), "{shares:?}");
    }
}

#[tokio::test]
async fn who_cannot_be_told_that_somebody_is_at_work_is_not() {
    for desk in desks().await {
        let anna = desk.staff(TestDesk::ANNA);
        for (key, how) in [(1, Reply::AskBack), (2, Reply::Answer)] {
            let (reference, _) = ask(&desk, key).await;
            desk.app.reply_to_ticket(&anna, reference, TEXT, how).await.expect("sent");
            let refused = desk.app.reply_to_ticket(&anna, reference, TEXT, Reply::Interim).await;
            assert!(matches!(refused, Err(Refusal::Conflict(_))), "{how:?}: {refused:?}");
        }
    }
}

#[tokio::test]
async fn programs_say_which_of_the_three_ways_they_mean_and_never_two() {
    for desk in desks().await {
        let client: Client = listening(&desk).await;
        let (reference, _) = ask(&desk, 1).await;
        let token = desk.token(TestDesk::ANNA).await;
        let reply = "mutation($input: ReplyToTicketInput!) { replyToTicket(input: $input) {
            ticket { status } errors { path code } } }";
        let send = async |more: serde_json::Value| {
            let mut input = json!({ "reference": reference.to_string(), "body": TEXT });
            input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            client.ask(Some(&token), reply, json!({ "input": input })).await["replyToTicket"].clone()
        };
        let both = send(json!({ "kind": "INTERIM", "waitForAsker": true })).await;
        assert_eq!(both["errors"][0]["path"], json!(["input", "kind"]), "{both}");
        for (more, status) in [
            (json!({ "kind": "INTERIM" }), "ASSIGNED"),
            (json!({ "kind": "ASK_BACK", "waitForAsker": true }), "WAITING_FOR_ASKER"),
            (json!({ "kind": "ASK_BACK" }), "WAITING_FOR_ASKER"),
            (json!({ "kind": "ANSWER" }), "ANSWERED"),
        ] {
            let sent = send(more.clone()).await;
            assert_eq!(sent["ticket"]["status"], json!(status), "{more}: {sent}");
        }
    }
}

#[tokio::test]
async fn whoever_goes_on_gets_the_next_question_of_their_inbox_and_after_the_last_the_first() {
    for desk in desks().await {
        let mut all = Vec::new();
        for key in 1..=3 {
            all.push(ask(&desk, key).await.0);
            desk.clock.advance(Duration::hours(2));
        }
        let anna = desk.staff(TestDesk::ANNA);
        let next = async |done| desk.app.next_question(&anna, done).await.expect("an inbox");
        assert_eq!(next(all[0]).await, Some(all[1]), "{}", desk.store.name());
        assert_eq!(next(all[2]).await, Some(all[0]), "what was skipped comes back");
        // What waits for its asker is no work.
        desk.app.reply_to_ticket(&anna, all[1], "Welk jaar?", Reply::AskBack).await.expect("asked back");
        assert_eq!(next(all[0]).await, Some(all[2]));

        let client = listening(&desk).await;
        let session = desk.session(TestDesk::ANNA).await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        for (from, to) in [(all[2], format!("/vragen/{}", all[0])), (all[0], "/werkbak".to_owned())] {
            let fields = [
                ("token", app::form_token(&session)),
                ("body", TEXT.to_owned()),
                ("how", "antwoord-en-volgende".to_owned()),
            ];
            let request = http.post(format!("{}/vragen/{from}/antwoord", client.address)).form(&fields);
            let answer = request.header("cookie", TestDesk::cookie(&session)).send().await.expect("an answer");
            let location = answer.headers().get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
            assert_eq!((answer.status().as_u16(), location), (303, to.as_str()));
        }
    }
}
