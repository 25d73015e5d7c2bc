//! Figures by the policy that questions are promised under, and by the door through which they came in.

use super::naive::{get, rows};
use super::{count_all, day};
use app::{Bucket, Caller, Measure, Refusal, TicketSearch, TrendsBy, TrendsQuery};
use chrono::Duration;
use domain::{Actor, Axis, Origin, Reference};
use sea_orm::DatabaseConnection;
use serde_json::json;
use std::collections::BTreeMap;
use testkit::{TestDesk, desks, question_about};

/// Through which door each question came in: a part as its whole did, whoever split it off.
pub async fn channels(database: &DatabaseConnection) -> BTreeMap<i64, Origin> {
    let mut channels = BTreeMap::new();
    for row in rows(database, "SELECT ticket_id, origin FROM events WHERE kind = 'received'").await {
        let origin = Origin::parse(&get::<String>(&row, "origin")).expect("a door");
        channels.insert(get(&row, "ticket_id"), origin);
    }
    // A whole has a smaller number than its part.
    for row in rows(database, "SELECT ticket_id, split_from FROM splits ORDER BY ticket_id").await {
        let whole = channels[&get::<i64>(&row, "split_from")];
        channels.insert(get(&row, "ticket_id"), whole);
    }
    channels
}

/// Two questions by the website and one by the API, of which the first was made a complex one the day after.
async fn three(desk: &TestDesk) -> Vec<Reference> {
    let mut asked = Vec::new();
    for (number, origin) in [(1, Origin::Web), (2, Origin::Web), (3, Origin::Api)] {
        let caller = Caller::new(Actor::Anonymous, origin);
        let receipt = desk.app.submit_question(&caller, question_about(number, "woonzorgvisie")).await;
        asked.push(receipt.expect("taken in").reference);
    }
    desk.clock.advance(Duration::days(1));
    desk.app.set_ticket_policy(&desk.staff(TestDesk::LEAD), asked[0], "complex").await.expect("complex");
    asked
}

fn query(filter: TicketSearch) -> TrendsQuery {
    TrendsQuery {
        from: day("2026-11-01"),
        to: day("2026-11-30"),
        bucket: Bucket::Month,
        measure: Measure::Received,
        by: TrendsBy::Topic(Axis::Theme),
        filter,
        as_of: None,
    }
}

fn of_policy(policy: &str) -> TicketSearch {
    TicketSearch { policies: vec![policy.to_owned()], ..TicketSearch::default() }
}

#[tokio::test]
async fn a_question_counts_under_the_policy_it_has_and_as_of_a_day_under_the_one_it_had() {
    for desk in desks().await {
        let asked = three(&desk).await;
        let lead = desk.staff(TestDesk::LEAD);
        desk.clock.advance(Duration::days(2));
        let total = async |query: &TrendsQuery| {
            let report = desk.app.read_trends(&lead, query).await.expect("figures");
            report.whole.expect("a whole").series.total
        };
        // Counted as it is read, and counted before.
        for _ in 0..2 {
            assert_eq!(total(&query(of_policy("complex"))).await, 1.0, "on {}", desk.store.name());
            assert_eq!(total(&query(of_policy("standard"))).await, 2.0);
            count_all(&desk).await;
        }
        desk.app.set_ticket_policy(&lead, asked[1], "complex").await.expect("complex");
        assert_eq!(total(&query(of_policy("complex"))).await, 2.0, "what was counted is counted again");
        for (on, complex) in [("2026-11-24", 0.0), ("2026-11-25", 1.0)] {
            let then = TrendsQuery { as_of: Some(day(on)), ..query(of_policy("complex")) };
            assert_eq!(total(&then).await, complex, "as of {on} on {}", desk.store.name());
        }
        let by_api = TicketSearch { channels: vec![Origin::Api], ..TicketSearch::default() };
        assert_eq!(total(&query(by_api.clone())).await, 1.0);
        assert_eq!(total(&TrendsQuery { as_of: Some(day("2026-11-24")), ..query(by_api) }).await, 1.0);
        let unknown = desk.app.read_trends(&lead, &query(of_policy("maan"))).await;
        assert!(matches!(unknown, Err(Refusal::Complaints(_))), "{unknown:?}");
    }
}

#[tokio::test]
async fn a_part_came_in_as_its_whole_did() {
    for desk in desks().await {
        let asked = three(&desk).await;
        let part = app::PartDraft { subject: "Nog iets", body: "Hoe werkt een ouderenhofje?" };
        desk.app.split_ticket(&desk.staff(TestDesk::LEAD), asked[2], part).await.expect("split");
        let by_api = TicketSearch { channels: vec![Origin::Api], ..TicketSearch::default() };
        let list = desk.app.list_tickets(&desk.staff(TestDesk::LEAD), &by_api, 10, None).await.expect("a list");
        assert_eq!(list.items.len(), 2, "on {}", desk.store.name());
        assert!(list.items.iter().all(|(_, ticket)| ticket.channel == Origin::Api));
    }
}

#[tokio::test]
async fn both_filters_stay_in_the_address_are_said_in_words_and_can_be_taken_away() {
    let desk = desks().await.remove(0);
    three(&desk).await;
    let client = crate::client::listening(&desk).await;
    let cookie = TestDesk::cookie(&desk.session(TestDesk::LEAD).await);
    let get = async |path: &str| {
        let address = format!("{}{path}", client.address);
        let answer = reqwest::Client::new().get(&address).header("cookie", &cookie).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text").replace("&#38;", "&").replace("&amp;", "&"))
    };
    let asked = "/cijfers?maat=ontvangen&per=alles&stap=maand&van=2026-11-01&tot=2026-11-30";
    let filters = "termijn=standard&kanaal=web&kanaal=api";
    let (status, page) = get(&format!("{asked}&{filters}")).await;
    assert_eq!(status, 200);
    let words = "Alleen vragen met de termijn van een gewone vraag, binnengekomen via de website of de API.";
    assert!(page.contains(words), "{page}");
    for address in ["/cijfers/vragen?", "/cijfers/tabel.csv?", "/cijfers/tabel.xlsx?"] {
        let led = page.split("href=\"").find(|rest| rest.starts_with(address)).and_then(|rest| rest.split('"').next());
        assert!(led.is_some_and(|led| led.contains(filters)), "{address}: {led:?}");
    }
    let (_, behind) = get(&format!("/cijfers/vragen{}&{filters}", &asked["/cijfers".len()..])).await;
    assert_eq!(behind.matches("loket-row__subject").count(), 2, "{behind}");
    let (_, csv) = get(&format!("/cijfers/tabel.csv{}&{filters}", &asked["/cijfers".len()..])).await;
    assert!(csv.contains("via de website of de API"), "{csv}");
    for wrong in ["termijn=maan", "kanaal=post"] {
        let (status, page) = get(&format!("{asked}&{wrong}")).await;
        assert_eq!(status, 422, "{wrong}");
        assert!(page.contains("Kies uit de lijst"), "{page}");
    }
}

#[tokio::test]
async fn the_api_filters_by_group_organisation_policy_and_channel() {
    for desk in desks().await {
        let asked = three(&desk).await;
        let lead = desk.staff(TestDesk::LEAD);
        desk.app
            .set_ticket_topics(&lead, asked[1], &["ouderen".to_owned()], &["woonzorgvisie".to_owned()])
            .await
            .expect("set");
        let client = crate::client::listening(&desk).await;
        let token = desk.token(TestDesk::LEAD).await;
        let trends = "query($filter: TicketFilter) { trends(input: { from: \"2026-11-01\", to: \"2026-11-30\", \
                      bucket: MONTH, measure: RECEIVED, filter: $filter }) { series { total } } }";
        for (filter, total) in [
            (json!({ "groups": ["ouderen"] }), 1.0),
            (json!({ "policies": ["standard"] }), 2.0),
            (json!({ "channels": ["API"] }), 1.0),
            (json!({ "channels": ["WEBSITE", "MAIL"], "policies": ["complex"] }), 1.0),
            (json!({ "organisation": "gemeente arnhem" }), 3.0),
        ] {
            let answer = client.ask(Some(&token), trends, json!({ "filter": filter })).await;
            assert_eq!(answer["trends"]["series"][0]["total"], json!(total), "{filter} on {}", desk.store.name());
        }
        for wrong in [json!({ "policies": ["maan"] }), json!({ "organisation": "Elkien" })] {
            let answer = client.send(Some(&token), trends, json!({ "filter": wrong })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_REQUEST", "{answer}");
        }
        let feed = "{ questionFeed(from: \"2026-11-01\", to: \"2026-11-30\") { nodes { policy channel } } }";
        let answer = client.ask(Some(&token), feed, json!({})).await;
        let rows = answer["questionFeed"]["nodes"].as_array().expect("rows");
        let ways: Vec<_> = rows.iter().map(|row| (row["policy"].as_str(), row["channel"].as_str())).collect();
        let [standard, complex] = [Some("standard"), Some("complex")];
        assert_eq!(ways, [(complex, Some("WEBSITE")), (standard, Some("WEBSITE")), (standard, Some("API"))]);
    }
}
