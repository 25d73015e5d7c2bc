//! What somebody may not see answers like what does not exist: the same code, the same bytes, the same statements.

use crate::client::{Client, listening, without_tokens};
use app::{Caller, TicketSearch};
use domain::{
    Actor, ContactDraft, OrganisationDraft, OrganisationKind, Origin, PersonId, QuestionDraft, Reference,
    SubmissionKey, Ticket,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use testkit::{TestDesk, desks};
use uuid::Uuid;

/// A question as a random desk gets it; its word occurs in no other.
#[derive(Debug, Clone)]
struct Asked {
    theme: &'static str,
    place: &'static str,
    word: String,
}

fn asked() -> impl Strategy<Value = Asked> {
    let theme = prop::sample::select(vec!["woonzorgvisie", "flexwonen", "statushouders", "ouderen"]);
    let place = prop::sample::select(vec!["Gemeente Arnhem", "Gemeente Nijmegen", "Gemeente Utrecht"]);
    (theme, place, "[bcdfgklmnprstvz]{12}").prop_map(|(theme, place, word)| Asked { theme, place, word })
}

/// What somebody types: good, empty, too long, and what cannot be stored.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{5,20}( [a-z]{3,9}){2,6}",
        Just(String::new()),
        Just("  ".to_owned()),
        Just("x".repeat(20_001)),
        Just("a\u{0}b".to_owned()),
        Just("Mijn BSN is 111222333.".to_owned()),
    ]
}

/// Somebody to give it to: an expert, nobody known, no id at all.
fn receiver() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(TestDesk::CARLA.to_string()),
        Just(Uuid::from_u128(0xdead).to_string()),
        Just("onzin".to_owned()),
        Just(String::new()),
    ]
}

fn topics() -> impl Strategy<Value = Vec<String>> {
    let key = prop_oneof![Just("woonzorgvisie"), Just("flexwonen"), Just("bestaat-niet"), Just("")];
    prop::collection::vec(key.prop_map(str::to_owned), 0..3)
}

const EVERYTHING: &str = "id reference subject status receivedAt organisation { name } topics { topic { key } }
    assignee { name } routing { summary } deadlines { dueAt } messages { nodes { body } }";

/// Every operation that names a ticket, with this reference in it.
fn operations(reference: &str, text: &str, to: &str, groups: &[String], themes: &[String]) -> Vec<(String, Value)> {
    let mutation = |name: &str, input: &str, value: Value| {
        let query = format!(
            "mutation($input: {input}!) {{ {name}(input: $input) {{ ticket {{ {EVERYTHING} }} errors {{ path code message }} }} }}"
        );
        (query, json!({ "input": value }))
    };
    vec![
        (
            format!("query($reference: String!) {{ ticket(reference: $reference) {{ {EVERYTHING} }} }}"),
            json!({ "reference": reference }),
        ),
        mutation("replyToTicket", "ReplyToTicketInput", json!({ "reference": reference, "body": text })),
        mutation(
            "replyToTicket",
            "ReplyToTicketInput",
            json!({ "reference": reference, "body": text, "waitForAsker": true }),
        ),
        mutation("addNote", "AddNoteInput", json!({ "reference": reference, "body": text })),
        mutation(
            "assignTicket",
            "AssignTicketInput",
            json!({ "reference": reference, "expertId": to, "reason": text }),
        ),
        mutation(
            "setTicketTopics",
            "SetTicketTopicsInput",
            json!({ "reference": reference, "groups": groups, "themes": themes }),
        ),
        mutation(
            "extendDeadline",
            "ExtendDeadlineInput",
            json!({ "reference": reference, "metric": "ANSWER", "dueOn": "2026-12-15", "reason": text }),
        ),
        mutation("setTicketPolicy", "SetTicketPolicyInput", json!({ "reference": reference, "policy": text })),
        mutation("closeTicket", "CloseTicketInput", json!({ "reference": reference })),
        mutation(
            "referTicket",
            "ReferTicketInput",
            json!({ "reference": reference, "to": text, "reach": text, "text": text }),
        ),
        mutation(
            "askColleague",
            "AskColleagueInput",
            json!({ "reference": reference, "expertId": to, "invitedAs": "SECOND", "text": text }),
        ),
        mutation("endInvitation", "EndInvitationInput", json!({ "reference": reference, "expertId": to })),
        mutation("splitTicket", "SplitTicketInput", json!({ "reference": reference, "subject": text, "body": text })),
        mutation("reopenTicket", "ReopenTicketInput", json!({ "reference": reference, "reason": text })),
        mutation("sendLetterAgain", "SendLetterAgainInput", json!({ "reference": reference, "letterId": to })),
        mutation(
            "correctContact",
            "CorrectContactInput",
            json!({ "reference": reference, "contact": { "name": text, "email": "ans@arnhem.example" },
                "organisationName": text }),
        ),
        mutation("dismissLetter", "DismissLetterInput", json!({ "reference": reference, "letterId": to })),
    ]
}

/// Every form about a ticket, and the page itself.
const FORMS: [&str; 23] = [
    "",
    "/open",
    "/brieven",
    "/antwoord",
    "/notitie",
    "/meedenken",
    "/meedenken/weg",
    "/toewijzen",
    "/onderwerpen",
    "/link",
    "/brief",
    "/post",
    "/vraagsteller",
    "/verlengen",
    "/termijn",
    "/sluiten",
    "/doorverwijzen",
    "/dubbel",
    "/herkomst",
    "/heropenen",
    "/splitsen",
    "/publicatie",
    "/gepubliceerd",
];

/// Every operation that looks for words, with this word in it.
fn searches(word: &str) -> Vec<(String, Value)> {
    let trends = |measure: &str, by: &str| {
        let query = "query($text: String!, $m: TrendMeasure!, $by: TrendDimension!) { trends(input: {
            from: \"2026-11-01\", to: \"2026-12-31\", bucket: DAY, measure: $m, by: $by, filter: { text: $text } }) {
            series { key label total points { start value } } rising { observed } } }";
        (query.to_owned(), json!({ "text": word, "m": measure, "by": by }))
    };
    let list = format!(
        "query($text: String!) {{ tickets(filter: {{ text: $text }}) {{ nodes {{ {EVERYTHING} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    vec![
        (list, json!({ "text": word })),
        trends("RECEIVED", "NONE"),
        trends("OPEN", "EXPERT"),
        trends("ANSWERED_IN_TIME_SHARE", "THEME"),
        trends("MEDIAN_WORKING_DAYS_TO_ANSWER", "ORGANISATION_KIND"),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hidden_ticket_cannot_be_told_from_a_missing_one() {
    let mut runner = TestRunner::deterministic();
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let mut compared = 0;
        for round in 0..5_u128 {
            let mut draw = async |number: u128| {
                let asked = asked().new_tree(&mut runner).expect("a question").current();
                submit(&desk, round * 100 + number, &asked).await;
                asked
            };
            let mut questions = Vec::new();
            for number in 0..4 {
                questions.push(draw(number).await);
                desk.clock.advance(chrono::Duration::hours(3));
            }
            desk.app.index_texts().await.expect("findable");
            let everything = known_to(&desk, &desk.staff(TestDesk::LEAD)).await;
            let text = typed().new_tree(&mut runner).expect("a text").current();
            let to = receiver().new_tree(&mut runner).expect("somebody").current();
            let groups = topics().new_tree(&mut runner).expect("topics").current();
            let themes = topics().new_tree(&mut runner).expect("topics").current();
            for person in [None, Some(TestDesk::ANNA), Some(TestDesk::BRAM), Some(TestDesk::CARLA)] {
                let known = match person {
                    Some(person) => known_to(&desk, &desk.staff(person)).await,
                    None => Vec::new(),
                };
                let token = match person {
                    Some(person) => Some(desk.token(person).await),
                    None => None,
                };
                let hidden: Vec<&Ticket> =
                    everything.iter().filter(|ticket| known.iter().all(|other| other.id != ticket.id)).collect();
                let Some(ticket) = hidden.last() else { continue };
                compared += 1;
                let there = ticket.reference;
                let missing = Reference { ticket: domain::TicketId(there.ticket.0 + 5_000), ..there };
                let (there, missing) = (there.to_string(), missing.to_string());
                let pairs = operations(&there, &text, &to, &groups, &themes)
                    .into_iter()
                    .zip(operations(&missing, &text, &to, &groups, &themes));
                for (one, other) in pairs {
                    same(&desk, &client, token.as_deref(), (&one, &there), (&other, &missing)).await;
                }
                let word = questions.iter().find(|asked| ticket.subject.contains(&asked.word));
                if let Some(asked) = word {
                    let nothing = "qwxyqwxyqwxy";
                    for (one, other) in searches(&asked.word).into_iter().zip(searches(nothing)) {
                        same(&desk, &client, token.as_deref(), (&one, &asked.word), (&other, nothing)).await;
                    }
                }
                pages(&desk, &client, person, &there, &missing, &text, &to).await;
            }
        }
        assert!(compared > 8, "only {compared} hidden questions were met");
    }
}

async fn known_to(desk: &TestDesk, caller: &Caller) -> Vec<Ticket> {
    let page = desk.app.list_tickets(caller, &TicketSearch::default(), 100, None).await.expect("a page");
    page.items.into_iter().map(|(_, ticket)| ticket).collect()
}

/// Sends two operations and compares everything but the names in them.
async fn same(
    desk: &TestDesk,
    client: &Client,
    token: Option<&str>,
    (one, this): (&(String, Value), &str),
    (other, that): (&(String, Value), &str),
) {
    let mut seen = Vec::new();
    for ((query, variables), name) in [(one, this), (other, that)] {
        let mut request = reqwest::Client::new()
            .post(format!("{}/graphql", client.address))
            .json(&json!({ "query": query, "variables": variables }));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        seen.push(answer(desk, request, name).await);
    }
    assert_eq!(seen[0], seen[1], "{} tells these apart: {one:?}", desk.store.name());
    // Whatever was typed: who may not know of the ticket hears nothing of what is wrong with the input.
    if one.0.starts_with("mutation") {
        assert!(seen[0].1.contains("NOT_FOUND"), "{one:?}: {}", seen[0].1);
    }
}

/// The pages, as a signed-in person sees them.
async fn pages(
    desk: &TestDesk,
    client: &Client,
    person: Option<PersonId>,
    there: &str,
    missing: &str,
    text: &str,
    to: &str,
) {
    let secret = match person {
        Some(person) => desk.session(person).await,
        None => "niemand".to_owned(),
    };
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    for form in FORMS {
        let mut seen = Vec::new();
        for reference in [there, missing] {
            let url = format!("{}/vragen/{reference}{form}", client.address);
            let request = if ["", "/open", "/brieven"].contains(&form) {
                http.get(url)
            } else {
                let token = app::form_token(&secret);
                http.post(url).form(&[("token", token.as_str()), ("body", text), ("reason", text), ("expert", to)])
            };
            seen.push(answer(desk, request.header("cookie", TestDesk::cookie(&secret)), reference).await);
        }
        assert_eq!(seen[0], seen[1], "{} tells these apart: {form}", desk.store.name());
        let refused = if person.is_some() { 404 } else { 303 };
        assert_eq!(seen[0].0, refused, "{form}");
    }
}

/// Status, body without the name that was asked for, and how many statements it took.
async fn answer(desk: &TestDesk, request: reqwest::RequestBuilder, name: &str) -> (u16, String, usize) {
    desk.store.statements().record();
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let body = without_tokens(&answer.text().await.expect("text")).replace(name, "…");
    (status, body, desk.store.statements().seen().len())
}

async fn submit(desk: &TestDesk, key: u128, asked: &Asked) {
    let draft = QuestionDraft {
        submission_key: SubmissionKey(Uuid::from_u128(key)),
        subject: format!("Vraag {}", asked.word),
        body: format!("Wat kunnen wij doen met {}?", asked.theme),
        organisation: OrganisationDraft {
            kind: Some(OrganisationKind::Municipality),
            name: asked.place.to_owned(),
            municipality: None,
            region: None,
            ..OrganisationDraft::default()
        },
        contact: ContactDraft { name: "Ans".to_owned(), email: "ans@arnhem.example".to_owned(), phone: None },
        groups: Vec::new(),
        themes: Vec::new(),
    };
    desk.app.submit_question(&Caller::new(Actor::Anonymous, Origin::Api), draft).await.expect("it is taken");
}

#[tokio::test]
async fn nobody_waits_for_a_hidden_ticket_that_others_are_changing() {
    for desk in desks().await {
        // SQLite has one writer at a time: everybody waits for everybody.
        if desk.store.is_embedded() {
            continue;
        }
        let asked = Asked { theme: "woonzorgvisie", place: "Gemeente Arnhem", word: "geheim".to_owned() };
        submit(&desk, 1, &asked).await;
        let ticket = known_to(&desk, &desk.staff(TestDesk::LEAD)).await.remove(0);
        let tx = desk.store.write().await.expect("a transaction");
        store::tickets::hold(&tx, ticket.id, &store::Scope::Everything).await.expect("held");
        let bram = desk.staff(TestDesk::BRAM);
        let note = desk.app.add_note(&bram, ticket.reference, "Hallo");
        let refused = tokio::time::timeout(crate::client::HANGS_AFTER, note).await.expect("he does not wait");
        assert!(matches!(refused, Err(app::Refusal::Hidden)), "{refused:?}");
        tx.rollback().await.expect("let go");
    }
}
