//! Numbers beside the size of a region, regions of a day of one's own, and questions about several places; on both databases.

use super::day;
use crate::client::{Client, listening};
use app::{Bucket, Caller, FigureAt, Measure, Refusal, TicketSearch, TrendsBy, TrendsQuery, TrendsReport};
use domain::{Actor, LayoutKey, OrganisationKind, Origin, PersonId};
use serde_json::json;
use testkit::{TestDesk, desks, question_about};

const ARNHEM: &str = "GM0202";
const MIDDELBURG: &str = "GM0687";
const WIJDEMEREN: &str = "GM1696";
const HILVERSUM: &str = "GM0402";
/// As many as there were in the country on 1 January 2024.
const EVERYBODY: i64 = 17_942_942;

async fn ask_from(desk: &TestDesk, key: u128, places: &[&str]) {
    let mut draft = question_about(key, "woonzorgvisie");
    draft.organisation.kind = Some(OrganisationKind::CarePartner);
    draft.organisation.municipality = None;
    draft.organisation.places = Some(places.iter().map(|place| (*place).to_owned()).collect());
    let nobody = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&nobody, draft).await.expect("it is taken");
}

fn query(layout: &str, filter: TicketSearch) -> TrendsQuery {
    TrendsQuery {
        from: day("2026-11-01"),
        to: day("2026-12-31"),
        bucket: Bucket::Quarter,
        measure: Measure::Received,
        by: TrendsBy::Region(LayoutKey(layout.to_owned())),
        filter,
        as_of: None,
    }
}

fn of(region: Option<&str>, regions_on: Option<&str>) -> TicketSearch {
    TicketSearch { region: region.map(str::to_owned), regions_on: regions_on.map(day), ..TicketSearch::default() }
}

async fn read(desk: &TestDesk, layout: &str, filter: TicketSearch) -> TrendsReport {
    desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query(layout, filter)).await.expect("figures")
}

/// How many municipalities and people a region of the report has.
fn size(report: &TrendsReport, code: &str) -> (usize, Option<i64>) {
    let within = report.regions.as_ref().expect("regions").regions[code];
    (within.municipalities, within.inhabitants)
}

/// A page of figures, and whether it could be shown.
async fn page(client: &Client, desk: &TestDesk, query: &str) -> (u16, String) {
    page_of(client, desk, TestDesk::LEAD, &format!("/cijfers{query}")).await
}

async fn page_of(client: &Client, desk: &TestDesk, who: PersonId, path: &str) -> (u16, String) {
    let cookie = TestDesk::cookie(&desk.session(who).await);
    let address = format!("{}{path}", client.address);
    let answer = reqwest::Client::new().get(address).header("cookie", cookie).send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("text"))
}

#[tokio::test]
async fn a_desk_knows_how_many_live_in_each_region_of_each_layout_on_each_day() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        ask_from(&desk, 1, &[ARNHEM]).await;
        let provinces = read(&desk, "provincie", of(None, None)).await;
        let on = provinces.regions.as_ref().expect("regions");
        assert_eq!((on.whole.municipalities, on.whole.inhabitants), (342, Some(EVERYBODY)));
        let sum: i64 = on.regions.values().filter_map(|within| within.inhabitants).sum();
        assert_eq!((on.regions.len(), sum), (12, EVERYBODY), "provinces do not overlap");
        assert_eq!(size(&provinces, "PV22"), (12, Some(504_129)), "Drenthe");
        let deals = read(&desk, "woondealregio", of(None, None)).await;
        let sum: i64 = deals.regions.iter().flat_map(|on| on.regions.values()).filter_map(|one| one.inhabitants).sum();
        assert!(sum > EVERYBODY, "who lives in two of them counts in both: {sum}");
        // Of a filter only what lies in both.
        let within = read(&desk, "woondealregio", of(Some("provincie:PV26"), None)).await;
        assert!(size(&within, "amersfoort").1 < size(&deals, "amersfoort").1, "Barneveld and Nijkerk lie in another");
        // The merger of 2027.
        let hilversum = read(&desk, "provincie", of(Some(HILVERSUM), None)).await;
        assert_eq!(size(&hilversum, "PV27"), (1, Some(94_435)));
        let later = read(&desk, "provincie", of(Some(HILVERSUM), Some("2027-01-01"))).await;
        assert_eq!(size(&later, "PV27"), (1, Some(94_435 + 24_605)));
        assert!(
            read(&desk, "provincie", of(None, Some("2027-01-01")))
                .await
                .regions
                .is_some_and(|on| { (on.whole.municipalities, on.whole.inhabitants) == (341, Some(EVERYBODY)) })
        );
        // What somebody put in their place stays when the program starts again.
        let mut known = desk.app.picture().geography.inhabitants.clone().expect("numbers");
        known.source = "eigen telling".to_owned();
        let tx = desk.store.write().await.expect("a transaction");
        store::inhabitants::replace(&tx, &known).await.expect("replaced");
        tx.commit().await.expect("kept");
        app::migrate(&desk.store, desk.app.now()).await.expect("started");
        assert_eq!(store::inhabitants::load(&*desk.store).await.expect("read"), Some(known));
    }
}

#[tokio::test]
async fn numbers_per_inhabitant_say_from_whom_and_are_not_told_of_few() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        for key in 0..12 {
            ask_from(&desk, key + 1, &[ARNHEM]).await;
        }
        for key in 20..29 {
            ask_from(&desk, key, &[MIDDELBURG]).await;
        }
        let client = listening(&desk).await;
        let asked = "?maat=ontvangen&per=provincie&stap=kwartaal&van=2026-11-01&tot=2026-12-31";
        let (status, shown) = page(&client, &desk, &format!("{asked}&als=inwoners")).await;
        assert_eq!(status, 200);
        // 12 of 2,149,071 in Gelderland; of nine in Zeeland nothing is told.
        let row = |name: &str| {
            let from = shown.rfind(&format!("<tr><th scope=\"row\">{name}</th>")).expect(name);
            shown[from..].split("</tr>").next().expect("a row").to_owned()
        };
        assert!(
            row("Gelderland").contains("<strong><a") && row("Gelderland").contains(">0,6</a>"),
            "{}",
            row("Gelderland")
        );
        assert!(row("Gelderland").ends_with("<td class=\"loket-number\">12</td>"), "{}", row("Gelderland"));
        assert!(row("Zeeland").contains("<strong>–</strong>") && row("Zeeland").contains(">9<"), "{}", row("Zeeland"));
        for said in ["per 100.000 inwoners", "CBS StatLine", "1 januari 2024", "Bij minder dan 10", "2.149.071"] {
            assert!(shown.contains(said), "{said}");
        }
        let (_, per) = page(&client, &desk, &format!("{asked}&als=gemeente")).await;
        assert!(per.contains("Per gemeente is:") && !per.contains("Bij minder dan"), "of few as well");
        let (_, file) = page(&client, &desk, &asked.replacen('?', "/tabel.csv?als=inwoners&", 1)).await;
        assert!(file.contains("\"Gelderland\";0,5584;0,5584;12") && file.contains("\"Zeeland\";;;9"), "{file}");
        assert!(file.contains("CBS StatLine"), "{file}");
        for (wrong, why) in [
            ("?maat=ontvangen&per=thema&als=inwoners", "per regio"),
            ("?maat=op-tijd&per=provincie&als=gemeente", "van aantallen"),
            ("?maat=ontvangen&per=provincie&als=hoofd", "keuze"),
        ] {
            let (status, shown) = page(&client, &desk, wrong).await;
            assert!(status == 422 && shown.contains(why), "{wrong}: {status}");
        }
        let (_, managed) = page_of(&client, &desk, TestDesk::ADMINISTRATOR, "/beheer/regios").await;
        assert!(managed.contains("17.942.942") && managed.contains("CBS StatLine"), "{managed}");
        // The API tells what to divide by.
        let asked = json!({ "input": { "from": "2026-11-01", "to": "2026-12-31", "bucket": "QUARTER", "measure": "RECEIVED",
            "by": "REGION", "layout": "provincie", "regionsOn": "2027-01-01" } });
        let read =
            "query($input: TrendsInput!) { trends(input: $input) { series { key total municipalities inhabitants }
            inhabitantsSource definition } }";
        let token = desk.token(TestDesk::LEAD).await;
        let told = client.ask(Some(&token), read, asked).await["trends"].clone();
        let gelderland =
            told["series"].as_array().expect("series").iter().find(|one| one["key"] == "PV25").expect("one");
        assert_eq!((&gelderland["municipalities"], &gelderland["inhabitants"]), (&json!(51), &json!(2_149_071)));
        assert!(told["inhabitantsSource"].as_str().expect("text").ends_with("2024-01-01"), "{told}");
        assert!(told["definition"].as_str().expect("text").contains("1 januari 2027"), "{told}");
    }
}

#[tokio::test]
async fn regions_of_a_day_of_ones_own_hold_for_the_whole_period_and_behind_each_number() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let lead = desk.staff(TestDesk::LEAD);
        for (key, place) in [(1, WIJDEMEREN), (2, HILVERSUM), (3, ARNHEM)] {
            ask_from(&desk, key, &[place]).await;
        }
        for (on, many) in [(None, 1.0), (Some("2026-12-31"), 1.0), (Some("2027-01-01"), 2.0)] {
            let report = read(&desk, "provincie", of(Some(HILVERSUM), on)).await;
            assert_eq!(report.whole.as_ref().expect("the whole").series.total, many, "{on:?}");
            let list = desk.app.list_tickets(&lead, &of(Some(HILVERSUM), on), 50, None).await.expect("a list");
            assert_eq!(list.items.len() as f64, many, "lists say the same: {on:?}");
            let cell = FigureAt { part: Some("PV27".to_owned()), step: None };
            let asked = query("provincie", of(Some(HILVERSUM), on));
            let behind = desk.app.read_behind(&lead, &asked, &cell, None).await.expect("questions");
            assert_eq!(behind.tickets.len() as f64, many, "and so does what stands behind: {on:?}");
            assert_eq!(report.definition.contains("voor de hele periode"), on.is_some(), "{}", report.definition);
        }
        for on in ["2024-12-31", "1999-01-01"] {
            let refused = desk.app.read_trends(&lead, &query("provincie", of(None, Some(on)))).await.expect_err(on);
            assert!(matches!(&refused, Refusal::Complaints(why) if why.0[0].path == ["regionsOn"]), "{refused:?}");
        }
        let client = listening(&desk).await;
        let (_, shown) = page(&client, &desk, "?maat=ontvangen&per=provincie&indeling=2027-01-01").await;
        assert!(shown.contains("<li>indeling van vrijdag 1 januari 2027 <a"), "it can be taken away");
        assert!(shown.contains("indeling=2027-01-01&#38;deel=PV27"), "and goes along to the questions");
        for (wrong, why) in [("2024-12-31", "vanaf woensdag 1 januari 2025"), ("straks", "straks")] {
            let (status, shown) = page(&client, &desk, &format!("?maat=ontvangen&indeling={wrong}")).await;
            assert!(status == 422 && shown.contains(why), "{wrong}: {status}");
        }
    }
}

#[tokio::test]
async fn a_question_about_several_places_counts_under_the_first_and_that_is_said() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        ask_from(&desk, 1, &[ARNHEM]).await;
        let said = |report: &TrendsReport| report.definition.contains("onder de eerste");
        assert!(!said(&read(&desk, "provincie", of(None, None)).await), "there is none yet");
        ask_from(&desk, 2, &[ARNHEM, MIDDELBURG]).await;
        ask_from(&desk, 3, &[MIDDELBURG, ARNHEM, HILVERSUM]).await;
        let report = read(&desk, "provincie", of(None, None)).await;
        assert!(report.definition.contains("binnenkwamen zijn dat er 2."), "{}", report.definition);
        let total = |code: &str| report.series.iter().find(|one| one.key == code).map(|one| one.series.total);
        assert_eq!((total("PV25"), total("PV29"), total("PV27")), (Some(2.0), Some(1.0), None));
        let by_theme = TrendsQuery { by: TrendsBy::Nothing, ..query("provincie", of(None, None)) };
        let without = desk.app.read_trends(&desk.staff(TestDesk::LEAD), &by_theme).await.expect("figures");
        assert!(!said(&without), "places do not matter there");
        let mut before = query("provincie", of(None, None));
        (before.from, before.to) = (day("2026-01-01"), day("2026-06-30"));
        let before = desk.app.read_trends(&desk.staff(TestDesk::LEAD), &before).await.expect("figures");
        assert!(!said(&before), "none of them came in then");
    }
}

#[tokio::test]
async fn housing_deals_have_a_map_as_far_as_their_borders_are_known() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        for (key, place) in [(1, "GM0203"), (2, "GM0114"), (3, ARNHEM)] {
            ask_from(&desk, key, &[place]).await;
        }
        let client = listening(&desk).await;
        let (_, shown) = page(&client, &desk, "?maat=ontvangen&per=woondealregio").await;
        let map =
            shown.split("loket-map__tiles").nth(1).expect("a map").split("</table>").next().expect("and its table");
        let (tiles, table) = map.split_once("</svg>").expect("tiles");
        assert!(tiles.contains("Foodvalley 1") && tiles.contains("Regio Amersfoort 1"), "Barneveld in both: {tiles}");
        assert!(!tiles.contains("ZO-Drenthe") && table.contains("onzeker is welke gemeenten"), "Emmen: {table}");
        assert!(table.contains("Zuidoost-Drenthe") && table.contains("<td>onzeker</td>"), "but in the table");
        assert_eq!(tiles.matches("loket-map__tile\"").count(), 31, "41 without the uncertain ones");
        let (_, provinces) = page(&client, &desk, "?maat=ontvangen&per=provincie").await;
        assert_eq!(provinces.matches("loket-map__tile\"").count(), 12);
    }
}
