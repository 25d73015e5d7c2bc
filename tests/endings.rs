//! How a question ends: for a reason that its asker reads, or at another desk; and what becomes of what was promised.

use crate::client::{Client, SUBMIT, listening, question};
use app::{Closing, Measure, Referral, Refusal, Reply, TicketSearch, TrendsBy, TrendsQuery, Why};
use domain::{
    ClosedBecause, DeadlineState, Ending, EventKind, LetterKind, MessageKind, PersonId, PromiseOutcome, Reference,
    Standing,
};
use serde_json::{Value, json};
use testkit::{TestDesk, desks};
use trends::Bucket;

const CLOSE: &str = "mutation($input: CloseTicketInput!) { closeTicket(input: $input) {
    ticket { status ending } errors { path code message } } }";
const REFER: &str = "mutation($input: ReferTicketInput!) { referTicket(input: $input) {
    ticket { status ending deadlines { metric state } } errors { path code message } } }";

async fn asked(client: &Client, key: u128) -> (Reference, String) {
    let receipt = client.ask(None, SUBMIT, question(key)).await["submitQuestion"]["receipt"].clone();
    let reference = receipt["reference"].as_str().and_then(|text| text.parse().ok()).expect("a reference");
    let secret = receipt["trackingUrl"].as_str().and_then(|url| url.rsplit('/').next()).expect("a link").to_owned();
    (reference, format!("/volg/{secret}"))
}

async fn figure(desk: &TestDesk, measure: Measure) -> f64 {
    let today = domain::amsterdam_day(desk.app.now());
    let query = TrendsQuery {
        from: today - chrono::Days::new(60),
        to: today + chrono::Days::new(60),
        bucket: Bucket::Quarter,
        measure,
        by: TrendsBy::Nothing,
        filter: TicketSearch::default(),
        as_of: None,
    };
    desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query).await.expect("figures").series[0].series.total
}

async fn letter(desk: &TestDesk, reference: Reference) -> (String, String) {
    let jobs =
        store::jobs::waiting_for_asker(&desk.store.write().await.expect("a transaction"), reference.ticket).await;
    let told = jobs.expect("letters").into_iter().filter(|job| job.letter.kind == LetterKind::StatusChange);
    told.map(|job| (job.letter.subject, job.letter.body)).next_back().expect("a letter about the end")
}

struct Browser<'c> {
    client: &'c Client,
    http: reqwest::Client,
    cookie: String,
    token: String,
}

impl<'c> Browser<'c> {
    async fn of(desk: &TestDesk, client: &'c Client, person: PersonId) -> Self {
        let session = desk.session(person).await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { client, http, cookie: TestDesk::cookie(&session), token: app::form_token(&session) }
    }

    async fn get(&self, path: &str) -> String {
        let url = format!("{}{path}", self.client.address);
        let answer = self.http.get(url).header("cookie", &self.cookie).send().await.expect("an answer");
        answer.text().await.expect("text")
    }

    async fn post(&self, path: &str, typed: &[(&str, &str)]) -> (u16, String) {
        let fields: Vec<(&str, &str)> =
            [("token", self.token.as_str())].into_iter().chain(typed.iter().copied()).collect();
        let url = format!("{}{path}", self.client.address);
        let answer = self.http.post(url).header("cookie", &self.cookie).form(&fields).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }
}

#[tokio::test]
async fn whoever_closes_a_question_says_why_and_its_asker_reads_that_everywhere() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let anna = Browser::of(&desk, &client, TestDesk::ANNA).await;
        let (reference, follow) = asked(&client, 1).await;
        let (page, close) = (format!("/vragen/{reference}"), format!("/vragen/{reference}/sluiten"));
        // Not without a reason, not for one that is not true, and not for one that tells nothing.
        let shown = anna.get(&page).await;
        assert!(shown.contains("Waarom sluit u de vraag?") && !shown.contains("value=\"answered\""), "{shown}");
        for (typed, complaint) in [
            (&[][..], "Kies waarom u de vraag sluit."),
            (&[("because", "answered")], "Deze reden past niet bij hoe de vraag er nu voor staat."),
            (&[("because", "silence")], "Deze reden past niet bij hoe de vraag er nu voor staat."),
            (&[("because", "other"), ("explanation", "  ")], "Schrijf de vraagsteller waarom u de vraag sluit."),
            (&[("because", "because"), ("explanation", "Zomaar")], "Er is niets gewijzigd."),
        ] {
            let (status, shown) = anna.post(&close, typed).await;
            assert_eq!(status, 422, "{typed:?}");
            assert!(shown.contains(complaint), "{typed:?}: {shown}");
        }
        let told = "U hebt geen antwoord meer nodig. Daarom hebben wij uw vraag gesloten.";
        let (status, _) =
            anna.post(&close, &[("because", "withdrawn"), ("explanation", "Tot de volgende keer!")]).await;
        assert_eq!(status, 303);

        let ticket = desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("a ticket");
        assert_eq!(ticket.standing.ending(), Some(Ending::Closed(ClosedBecause::Withdrawn)));
        let shown = anna.get(&page).await;
        assert!(shown.contains("Gesloten zonder antwoord: ingetrokken"), "{shown}");
        assert!(shown.contains("Vervallen: gesloten zonder antwoord") && !shown.contains("Gehaald"), "{shown}");
        assert!(shown.contains("gesloten zonder antwoord: ingetrokken (Anna"), "the history: {shown}");
        let read = anna.get(&follow).await;
        assert!(read.contains(told) && read.contains("Tot de volgende keer!"), "{read}");
        let (subject, body) = letter(&desk, reference).await;
        assert!(subject.ends_with(&format!("[{reference}]")), "one subject for all letters about it: {subject}");
        assert!(body.contains(told) && body.contains("Tot de volgende keer!"), "{body}");
        // Closed once is closed.
        let (status, shown) = anna.post(&close, &[("because", "other"), ("explanation", "Een andere tekst")]).await;
        assert_eq!(status, 409);
        assert!(shown.contains("Deze vraag is al gesloten.") && shown.contains("Een andere tekst"), "{shown}");
    }
}

#[tokio::test]
async fn an_answered_question_closes_as_answered_without_a_letter_unless_there_is_something_to_say() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let lead = desk.staff(TestDesk::LEAD);
        for (key, explanation) in [(1, ""), (2, "Veel succes.")] {
            let (reference, _) = asked(&client, key).await;
            desk.app.reply_to_ticket(&lead, reference, "Zo zit het.", Reply::Answer).await.expect("answered");
            let token = desk.token(TestDesk::LEAD).await;
            let input = json!({ "input": { "reference": reference, "explanation": explanation } });
            let closed = client.ask(Some(&token), CLOSE, input).await["closeTicket"]["ticket"].clone();
            assert_eq!(closed, json!({ "status": "CLOSED", "ending": "ANSWERED" }));
            let tx = desk.store.write().await.expect("a transaction");
            let letters = store::jobs::waiting_for_asker(&tx, reference.ticket).await.expect("letters");
            let told = letters.iter().filter(|job| job.letter.kind == LetterKind::StatusChange).count();
            assert_eq!(told, usize::from(!explanation.is_empty()));
        }
        assert_eq!(figure(&desk, Measure::ClosedUnanswered).await, 0.0);
        // What a client of before sends says nothing, and what is written down is no reason either.
        let (reference, _) = asked(&client, 3).await;
        let token = desk.token(TestDesk::LEAD).await;
        let closed = client.ask(Some(&token), CLOSE, json!({ "input": { "reference": reference } })).await;
        assert_eq!(closed["closeTicket"]["ticket"], json!({ "status": "CLOSED", "ending": "UNSAID" }));
        assert_eq!(figure(&desk, Measure::ClosedUnanswered).await, 1.0);
        let (reference, _) = asked(&client, 4).await;
        let wrong = json!({ "input": { "reference": reference, "reason": "NOT_OURS" } });
        let refused = client.ask(Some(&token), CLOSE, wrong).await["closeTicket"].clone();
        assert_eq!(
            (&refused["ticket"], &refused["errors"][0]["path"]),
            (&Value::Null, &json!(["input", "explanation"]))
        );
    }
}

#[tokio::test]
async fn silence_is_a_reason_only_while_the_desk_waits_and_the_letter_says_what_was_asked_when() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let lead = desk.staff(TestDesk::LEAD);
        let (reference, _) = asked(&client, 1).await;
        let silence = Closing { why: Why::Because(ClosedBecause::Silence), explanation: "" };
        let refused = desk.app.close_ticket(&lead, reference, silence).await;
        assert!(matches!(refused, Err(Refusal::Complaints(_))), "{refused:?}");
        desk.app.reply_to_ticket(&lead, reference, "Welk jaar?", Reply::AskBack).await.expect("asked back");
        let closed = desk.app.close_ticket(&lead, reference, silence).await.expect("closed");
        assert_eq!(
            closed.standing,
            Standing::Closed { at: desk.app.now(), ending: Ending::Closed(ClosedBecause::Silence) }
        );
        let (_, body) = letter(&desk, reference).await;
        assert!(body.contains("vroegen wij u iets over uw vraag. Wij kregen geen reactie. Daarom"), "{body}");
        // The first reaction was kept: somebody asked. The answer was not, and not broken either.
        assert_eq!(closed.promises.first_response.outcome, Some(PromiseOutcome::Kept));
        assert_eq!(closed.promises.answer.outcome, Some(PromiseOutcome::Withdrawn));
    }
}

#[tokio::test]
async fn a_question_that_is_referred_away_is_neither_kept_nor_broken_and_counts_as_referred() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let anna = Browser::of(&desk, &client, TestDesk::ANNA).await;
        let (reference, follow) = asked(&client, 1).await;
        let refer = format!("/vragen/{reference}/doorverwijzen");
        let (status, shown) = anna.post(&refer, &[("to", ""), ("reach", ""), ("body", "")]).await;
        assert_eq!(status, 422);
        for complaint in [
            "Vul de naam in van het andere loket.",
            "Vul in hoe de vraagsteller het andere loket bereikt.",
            "Schrijf de vraagsteller waarom u doorverwijst.",
        ] {
            assert!(shown.contains(complaint), "{complaint}: {shown}");
        }
        let typed =
            [("to", "Volkshuisvestingsfonds"), ("reach", "www.fonds.example"), ("body", "Het gaat om een subsidie.")];
        assert_eq!(anna.post(&refer, &typed).await.0, 303);
        let lead = desk.staff(TestDesk::LEAD);
        let ticket = desk.app.read_ticket(&lead, reference).await.expect("a ticket");
        assert_eq!(ticket.standing.ending(), Some(Ending::Referred));
        for (_, promise) in ticket.promises.each() {
            assert_eq!(promise.state(desk.app.now() + chrono::Duration::days(60)), DeadlineState::Withdrawn);
        }
        let (page, read) = (anna.get(&format!("/vragen/{reference}")).await, anna.get(&follow).await);
        for words in ["Doorverwezen", "Vervallen: doorverwezen", "doorverwezen naar Volkshuisvestingsfonds (Anna"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let (subject, body) = letter(&desk, reference).await;
        assert!(subject.ends_with(&format!("[{reference}]")), "{subject}");
        assert!(body.contains("Dat is: Volkshuisvestingsfonds."), "{body}");
        for words in ["Het gaat om een subsidie.", "www.fonds.example"] {
            assert!(read.contains(words) && body.contains(words), "{words}: {read}\n{body}");
        }
        let view = desk.app.view_ticket(&lead, reference).await.expect("a view");
        assert_eq!(view.messages.last().map(|said| said.kind), Some(MessageKind::Notice));
        assert!(view.events.iter().any(|event| event.kind() == Some(EventKind::Referred)));
        for (measure, count) in [
            (Measure::Referred, 1.0),
            (Measure::ClosedUnanswered, 0.0),
            (Measure::Answered, 0.0),
            (Measure::Open, 0.0),
            (Measure::AnsweredInTimeShare, 0.0),
        ] {
            assert_eq!(figure(&desk, measure).await, count, "{measure:?}");
        }
        let (loads, _) = store::experts::loads(&*desk.store).await.expect("loads");
        assert!(loads.iter().all(|load| load.open_minutes == 0), "nobody works on it: {loads:?}");

        // Whoever does not get any further there comes back.
        let asker = app::Caller::new(domain::Actor::Asker(reference.ticket), domain::Origin::Web);
        let back = desk.app.react_as_asker(&asker, reference, "Zij verwijzen terug naar u.").await.expect("taken");
        assert!(back.status().is_open() && back.promises.answer.outcome.is_none());
        desk.app.reply_to_ticket(&lead, reference, "Zo zit het.", Reply::Answer).await.expect("answered");
        let referral = Referral { to: "Fonds", reach: "www.fonds.example", text: "Daar weet men meer." };
        let refused = desk.app.refer_away(&lead, reference, referral).await;
        assert!(matches!(refused, Err(Refusal::Conflict(_))), "{refused:?}");

        let (reference, _) = asked(&client, 2).await;
        let token = desk.token(TestDesk::LEAD).await;
        let input = json!({ "reference": reference, "to": "Fonds", "reach": "www.fonds.example", "text": "Daar." });
        let payload = client.ask(Some(&token), REFER, json!({ "input": input })).await["referTicket"].clone();
        assert_eq!((&payload["ticket"]["ending"], &payload["errors"]), (&json!("REFERRED"), &json!([])), "{payload}");
    }
}
