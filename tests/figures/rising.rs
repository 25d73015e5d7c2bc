//! What rises is told with where it rises, and with what a lead wrote about it.

use super::day;
use crate::words::Browser;
use app::{Caller, LogFilter, Refusal};
use chrono::{DateTime, Duration};
use domain::{Actor, EventKind, OrganisationKind, Origin, TopicKey};
use serde_json::json;
use testkit::{TestDesk, desks, question_about};

const ARNHEM: &str = "GM0202";
const UTRECHT: &str = "GM0344";

fn set(desk: &TestDesk, moment: &str) {
    desk.clock.set(DateTime::parse_from_rfc3339(moment).expect("a moment").to_utc());
}

async fn ask_from(desk: &TestDesk, key: u128, municipality: &str, theme: &str) {
    let mut draft = question_about(key, theme);
    draft.organisation.kind = Some(OrganisationKind::CarePartner);
    draft.organisation.municipality = Some(municipality.to_owned());
    let nobody = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&nobody, draft).await.expect("it is taken");
}

/// Thirteen weeks with four questions about woonzorgvisies and two about flexwonen, and in the last twelve about flexwonen,
/// all but one of them from Utrecht. It is the Tuesday after.
async fn flexwonen_rises(desk: &TestDesk) {
    for week in 0..13_u128 {
        set(desk, "2026-08-24T10:00:00+02:00");
        desk.clock.advance(Duration::weeks(i64::try_from(week).expect("few")));
        let last = week == 12;
        for number in 0..4 {
            ask_from(desk, week * 100 + number, ARNHEM, "woonzorgvisie").await;
        }
        for number in 0..(if last { 12 } else { 2 }) {
            let place = if last && number > 0 { UTRECHT } else { ARNHEM };
            ask_from(desk, week * 100 + 50 + number, place, "flexwonen").await;
        }
    }
    set(desk, "2026-11-24T10:00:00+01:00");
}

#[tokio::test]
async fn a_lead_reads_where_a_topic_rises_and_what_was_written_stays_with_it_also_when_it_rises_no_more() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        flexwonen_rises(&desk).await;
        let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
        let rising = async || app.read_overview(&lead).await.expect("an overview").rising;
        let found = rising().await;
        assert_eq!((found[0].topic.0.as_str(), found[0].since), ("flexwonen", day("2026-11-16")));
        let (province, inside) = &found[0].places[0];
        assert_eq!((province.code.as_str(), inside.seen), ("PV26", 11), "eleven came from Utrecht");
        assert!(inside.foreseen < 1.0 && inside.surprise > 3.0, "{inside:?}");
        assert!(
            !found[0].places.iter().any(|(province, _)| province.code == "PV25"),
            "as many from Gelderland as ever"
        );
        assert!(!found[0].is_seen() && found[0].notes.is_empty());

        let topic = |key: &str| TopicKey(key.to_owned());
        let flexwonen = topic("flexwonen");
        for other in [TestDesk::ANNA, TestDesk::ADMINISTRATOR] {
            let refused = app.note_rise(&desk.staff(other), &flexwonen, "Gezien.").await;
            assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
        }
        for (about, note) in [(&flexwonen, " "), (&topic("woonzorgvisie"), "Gezien."), (&topic("niets"), "Gezien.")] {
            let refused = app.note_rise(&lead, about, note).await;
            let Err(Refusal::Complaints(complaints)) = refused else { panic!("{about:?}: {refused:?}") };
            assert_eq!(complaints.0[0].path, ["note"]);
        }
        let client = crate::client::listening(&desk).await;
        let browser = Browser::of(&desk, &client, TestDesk::LEAD).await;
        let page = "/cijfers/stijging/flexwonen";
        let (status, text) = browser.post(page, &[("note", &"x".repeat(501))]).await;
        assert!(status == 422 && text.contains(&"x".repeat(501)), "what was typed is still there: {status}");
        // A number that may be a BSN is asked about.
        let (status, text) = browser.post(page, &[("note", "Het gaat om 111222333.")]).await;
        assert!(status == 422 && text.contains("name=\"geen_bsn\""), "{status}: {text}");
        let (status, _) = browser.post(page, &[("note", "Het gaat om 111222333."), ("geen_bsn", "ja")]).await;
        assert_eq!(status, 303);
        desk.clock.advance(Duration::minutes(1));
        let said = "Utrecht bouwt: wij bellen de provincie.";
        let (status, _) = browser.post(page, &[("note", said)]).await;
        assert_eq!(status, 303);
        let noted = rising().await;
        assert!(noted[0].is_seen() && noted[0].notes[0].note == said, "{noted:?}");
        for shown in [page, "/cijfers", "/cijfers?maat=ontvangen"] {
            let (status, text) = browser.get(shown).await;
            assert!(status == 200 && text.contains(said), "{shown}: {status}");
        }
        let expert = Browser::of(&desk, &client, TestDesk::BRAM).await;
        let (status, text) = expert.get(page).await;
        assert!(status == 200 && text.contains(said) && !text.contains("<textarea"), "read, not written: {status}");
        assert_eq!(browser.get("/cijfers/stijging/niets").await.0, 404);
        let filter = LogFilter { kind: Some(EventKind::RiseNoted), ..LogFilter::default() };
        assert_eq!(store::events::log(&*desk.store, &filter, None, 10).await.expect("lines").len(), 2);

        // A quarter later nothing rises.
        set(&desk, "2027-02-23T10:00:00+01:00");
        let overview = app.read_overview(&lead).await.expect("an overview");
        assert_eq!((overview.rising.len(), overview.earlier_notes.len()), (0, 2));
        let browser = Browser::of(&desk, &client, TestDesk::LEAD).await;
        assert!(browser.get("/cijfers").await.1.contains(said), "kept, and shown afterwards");
        let (status, text) = browser.get(page).await;
        assert!(status == 200 && text.contains(said) && !text.contains("<textarea"), "nothing to write with: {status}");
        let (status, text) = browser.post(page, &[("note", "Het is over.")]).await;
        assert!(status == 422 && text.contains("stijgt nu niet meer"), "{status}");
        assert!(text.contains("Het is over."), "what was typed is still there");
    }
}

#[tokio::test]
async fn the_api_gives_the_numbers_of_the_overview_and_takes_a_note_from_a_lead_only() {
    let count = |compared: app::Compared<i64>| json!({ "now": compared.now, "before": compared.before });
    for desk in desks().await {
        println!("on {}", desk.store.name());
        flexwonen_rises(&desk).await;
        let client = crate::client::listening(&desk).await;
        let token = desk.token(TestDesk::LEAD).await;
        let note =
            "mutation($input: NoteRiseInput!) { noteRise(input: $input) { notes { note by } errors { path code } } }";
        let input = |topic: &str, note: &str| json!({ "input": { "topic": topic, "note": note } });
        let anna = desk.token(TestDesk::ANNA).await;
        let refused = client.send(Some(&anna), note, input("flexwonen", "Gezien.")).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused}");
        for (topic, said, code) in [
            ("flexwonen", " ", "REQUIRED"),
            ("woonzorgvisie", "Gezien.", "NOT_RISING"),
            ("flexwonen", "Het gaat om 111222333.", "POSSIBLE_BSN"),
        ] {
            let answer = client.ask(Some(&token), note, input(topic, said)).await;
            assert_eq!(answer["noteRise"]["errors"][0]["code"], code, "{answer}");
            assert_eq!(answer["noteRise"]["errors"][0]["path"], json!(["input", "note"]));
        }
        let said = "Utrecht bouwt: wij bellen de provincie.";
        let answer = client.ask(Some(&token), note, input("flexwonen", said)).await;
        assert_eq!(answer["noteRise"]["notes"][0]["note"], said, "{answer}");
        assert_eq!(answer["noteRise"]["errors"], json!([]));

        let query = "{ overview { from to received { now before } open { now before } reopened { now before }
            backlog { days open { now before } } answers { now { promised kept } } promised { key count { now before } }
            judged { key count { now before } } timeToAnswer { now { answers median } } thin { of now soon }
            rising { topic { key } observed notes { note } } definitions } }";
        let answer = client.ask(Some(&token), query, json!({})).await["overview"].clone();
        let overview = desk.app.read_overview(&desk.staff(TestDesk::LEAD)).await.expect("an overview");
        assert_eq!(answer["from"], json!(overview.period.0.to_string()));
        let counts = [("received", overview.received), ("open", overview.open), ("reopened", overview.reopened)];
        for (name, compared) in counts {
            assert_eq!(answer[name], count(compared), "{name}");
        }
        let outcomes = |outcomes: &[(domain::Became, app::Compared<i64>)]| -> serde_json::Value {
            let one = outcomes.iter().map(|(became, many)| json!({ "key": became.as_str(), "count": count(*many) }));
            one.collect()
        };
        assert_eq!(answer["promised"], outcomes(&overview.became));
        assert_eq!(answer["judged"], outcomes(&overview.judged));
        let backlog: serde_json::Value =
            overview.backlog.iter().map(|band| json!({ "days": band.from, "open": count(band.open) })).collect();
        assert_eq!(answer["backlog"], backlog);
        let kept = overview.answers.now;
        assert_eq!(answer["answers"]["now"], json!({ "promised": kept.promised, "kept": kept.kept }));
        let thin = &overview.thin;
        assert_eq!(answer["thin"], json!({ "of": thin.of, "now": thin.now.len(), "soon": thin.soon }));
        assert_eq!(answer["rising"][0]["topic"]["key"], "flexwonen");
        assert_eq!(answer["rising"][0]["notes"][0]["note"], said);
        assert!(overview.received.now > 0 && overview.became.iter().any(|(_, many)| many.now + many.before > 0));
        assert_eq!(answer["definitions"].as_array().map(Vec::len), Some(app::Overview::MEASURES.len()));
    }
}

#[tokio::test]
async fn analysts_get_every_question_of_a_period_once_page_by_page_without_texts_or_persons() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        flexwonen_rises(&desk).await;
        let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
        let period = (day("2026-08-24"), day("2026-11-15"));
        let refused = app.read_feed(&desk.staff(TestDesk::ANNA), period, 10, None).await;
        assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = app.read_feed(&lead, period, 7, after).await.expect("a page");
            assert!(page.questions.len() <= 7);
            seen.extend(page.questions);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 72, "twelve weeks of six");
        let mut keys: Vec<_> = seen.iter().map(|one| (one.received_on, one.reference.ticket)).collect();
        assert!(keys.is_sorted());
        keys.dedup();
        assert_eq!(keys.len(), 72);
        assert!(seen.iter().all(|one| period.0 <= one.received_on && one.received_on <= period.1));

        let client = crate::client::listening(&desk).await;
        let query = "query($after: String) { questionFeed(from: \"2026-08-24\", to: \"2026-08-30\", first: 4, after: $after) \
                     { endCursor nodes { reference receivedOn organisationKind place groups themes status policy \
                     firstAnsweredOn reactionInTime answerInTime } } }";
        let token = desk.token(TestDesk::LEAD).await;
        let first = client.ask(Some(&token), query, serde_json::json!({})).await;
        let cursor = first["questionFeed"]["endCursor"].as_str().expect("there is more").to_owned();
        let rest = client.ask(Some(&token), query, serde_json::json!({ "after": cursor })).await;
        let nodes = |answer: &serde_json::Value| answer["questionFeed"]["nodes"].as_array().expect("rows").clone();
        assert_eq!((nodes(&first).len(), nodes(&rest).len()), (4, 2));
        assert_eq!(rest["questionFeed"]["endCursor"], serde_json::Value::Null);
        let row = &nodes(&first)[0];
        assert_eq!(row["place"], ARNHEM);
        assert_eq!(row["themes"], serde_json::json!(["woonzorgvisie"]));
        assert_eq!(row["answerInTime"], serde_json::Value::Null, "nobody looked at it yet");
        let all = first.to_string();
        assert!(!all.contains("Ans Vermeer") && !all.contains("Onze woonzorgvisie"), "{all}");
    }
}
