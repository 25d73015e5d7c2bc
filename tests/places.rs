//! From place to region, and what else figures and lists say of places: merged municipalities, editions of layouts,
//! organisations that may be told of, and topics that rise.

use crate::client::{Client, listening};
use app::{
    Bucket, Caller, LayoutImport, Measure, Refusal, RegionsReport, TicketSearch, TrendsBy, TrendsQuery, TrendsReport,
};
use chrono::{DateTime, Duration, NaiveDate};
use domain::{Actor, Area, LayoutKey, OrganisationKind, Origin, Reference, RegionRef, amsterdam_day};
use sea_orm::ConnectionTrait;
use serde_json::json;
use testkit::{TestDesk, desks, question_about};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn set(desk: &TestDesk, moment: &str) {
    desk.clock.set(DateTime::parse_from_rfc3339(moment).expect("a moment").to_utc());
}

async fn ask_from(desk: &TestDesk, key: u128, municipality: &str, theme: &str) -> Reference {
    let mut draft = question_about(key, theme);
    draft.organisation.kind = Some(OrganisationKind::CarePartner);
    draft.organisation.municipality = Some(municipality.to_owned());
    let nobody = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&nobody, draft).await.expect("it is taken").reference
}

async fn figures(desk: &TestDesk, who: &Caller, by: TrendsBy, filter: TicketSearch) -> TrendsReport {
    let (from, to) = (day("2026-01-01"), day("2027-12-31"));
    let query = TrendsQuery { from, to, bucket: Bucket::Quarter, measure: Measure::Received, by, filter, as_of: None };
    desk.app.read_trends(who, &query).await.expect("figures")
}

#[tokio::test]
async fn a_question_from_a_municipality_that_merged_away_counts_with_its_successor() {
    const WIJDEMEREN: &str = "GM1696";
    const HILVERSUM: &str = "GM0402";
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let lead = desk.staff(TestDesk::LEAD);
        // Bram does not know woonzorgvisies.
        let bram = desk.staff(TestDesk::BRAM);
        ask_from(&desk, 1, WIJDEMEREN, "woonzorgvisie").await;
        ask_from(&desk, 2, HILVERSUM, "woonzorgvisie").await;
        ask_from(&desk, 3, HILVERSUM, "flexwonen").await;
        let of = |code: &str, to: Option<&str>| TicketSearch {
            region: Some(code.to_owned()),
            received_to: to.map(day),
            ..TicketSearch::default()
        };
        let both = async |filter: TicketSearch| {
            let list = desk.app.list_tickets(&lead, &filter, 50, None).await.expect("a list").items.len();
            let figure = figures(&desk, &lead, TrendsBy::Nothing, filter).await.series[0].series.total;
            (list, figure)
        };
        assert_eq!(both(of(HILVERSUM, None)).await, (2, 2.0), "before the merger");
        assert_eq!(both(of(WIJDEMEREN, None)).await, (1, 1.0));
        set(&desk, "2027-02-01T10:00:00+01:00");
        assert_eq!(both(of(HILVERSUM, None)).await, (3, 3.0), "after the merger");
        assert_eq!(both(of(WIJDEMEREN, None)).await, (1, 1.0), "what came from there");
        let list = desk.app.list_tickets(&lead, &of(HILVERSUM, Some("2026-12-31")), 50, None).await.expect("a list");
        assert_eq!(list.items.len(), 2, "as it was on the last day that is asked for");
        // One municipality is one place, also with what became part of it: figures show nobody more than their lists.
        let theirs = figures(&desk, &bram, TrendsBy::Nothing, of(HILVERSUM, None)).await;
        assert_eq!(theirs.series[0].series.total, 1.0);
        assert!(theirs.definition.contains("opgegaan"), "{}", theirs.definition);
        for layout in ["provincie", "woondealregio"] {
            let split =
                figures(&desk, &lead, TrendsBy::Region(LayoutKey(layout.to_owned())), TicketSearch::default()).await;
            assert!(split.series.iter().all(|named| !named.key.is_empty()), "{layout}: nothing is nowhere");
            assert!(split.definition.contains("opgegaan"), "{}", split.definition);
            assert_eq!(split.whole.expect("the whole").series.total, 3.0, "each question once");
            for named in split.series {
                let list = both(of(&format!("{layout}:{}", named.key), None)).await;
                assert_eq!(list.1, named.series.total, "{layout} {}", named.key);
            }
        }
    }
}

#[tokio::test]
async fn a_code_of_two_layouts_means_one_region_in_filters_and_forms() {
    for desk in desks().await {
        // Not a place of the *metropoolregio*, under the same code.
        let proof = import("proef", "2026-11-01", "municipality,region,name\nGM0202,mra,Proefregio\n".to_owned());
        desk.app.import_regions(&Caller::system(Origin::Cli), &proof).await.expect("stored");
        let (geography, today) = (desk.app.picture().geography.clone(), amsterdam_day(desk.app.now()));
        let lead = desk.staff(TestDesk::LEAD);
        let list = async |region: String| {
            let filter = TicketSearch { region: Some(region), ..TicketSearch::default() };
            desk.app.list_tickets(&lead, &filter, 50, None).await.expect("a list").items.len()
        };
        let mut told_apart = 0;
        for other in geography.regions.keys() {
            let meant = geography.region_meant(&other.code).expect("a region");
            if meant == *other {
                continue;
            }
            let inside = |region: &RegionRef| geography.within(&Area::Region(region.clone()), today).municipalities;
            let (of_meant, of_other) = (inside(&meant), inside(other));
            // Somebody who is in the region that is not meant, and not in the one that is.
            let Some(outside) = of_other.iter().find(|code| !of_meant.contains(code)) else { continue };
            told_apart += 1;
            let before = list(other.code.clone()).await;
            ask_from(&desk, told_apart, &outside.0, "woonzorgvisie").await;
            assert_eq!(list(other.code.clone()).await, before, "{outside:?} is not in {meant:?}");
            assert!(list(format!("{}:{}", other.layout, other.code)).await > 0, "but in {other:?}");
            assert_eq!(list(format!("{}:{}", meant.layout, meant.code)).await, before, "{meant:?}");
        }
        assert!(told_apart > 0, "no code tells two regions apart");
    }
}

fn import(layout: &str, from: &str, csv: String) -> LayoutImport {
    LayoutImport {
        layout: LayoutKey(layout.to_owned()),
        from: day(from),
        csv,
        dry_run: false,
        allow_drop: false,
        allow_rewrite: false,
    }
}

fn refusals(outcome: Result<RegionsReport, Refusal>) -> Vec<(String, String)> {
    match outcome {
        Err(Refusal::Complaints(all)) => all.0.into_iter().map(|one| (one.code, one.message)).collect(),
        other => panic!("{other:?}"),
    }
}

/// The layout as it is in force on a day, as a file; without the first municipalities.
fn file_of(desk: &TestDesk, layout: &str, on: NaiveDate, without: usize) -> String {
    let geography = desk.app.picture().geography.clone();
    let mut csv = "municipality,region,name,is_primary\n".to_owned();
    for member in geography.memberships.values().skip(without).flatten() {
        if member.region.layout.0 == layout && member.valid.holds_on(on) {
            let name = geography.region_name(&member.region);
            csv.push_str(&format!("{},{},\"{name}\",{}\n", member.municipality, member.region.code, member.is_primary));
        }
    }
    csv
}

#[tokio::test]
async fn a_file_that_ends_most_of_a_layout_or_wipes_its_editions_is_refused_until_that_is_allowed() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let operator = Caller::system(Origin::Cli);
        let held = async || store::geography::load(&*desk.store).await.expect("places").memberships;
        let before = held().await;
        let one_line = "municipality,region,name\nGM0202,a,Aa\n".to_owned();
        let last = import("provincie", "2026-12-01", one_line.clone());
        let early = import("provincie", "1900-01-01", one_line);
        for (wanted, codes) in [(&last, vec!["DROPS"]), (&early, vec!["REWRITES", "DROPS"])] {
            let real = refusals(desk.app.import_regions(&operator, wanted).await);
            assert_eq!(real.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), codes);
            assert!(real.last().expect("one").1.contains("Groningen, Almere"), "by name: {real:?}");
            let dry = LayoutImport { dry_run: true, ..wanted.clone() };
            assert_eq!(refusals(desk.app.import_regions(&operator, &dry).await), real, "a dry run says the same");
            assert_eq!(held().await, before, "nothing changed");
        }
        // A whole file, from before the edition that is there: nothing is dropped, but an edition would be lost.
        let whole = import("provincie", "2024-01-01", file_of(&desk, "provincie", day("2026-12-01"), 0));
        assert_eq!(refusals(desk.app.import_regions(&operator, &whole).await)[0].0, "REWRITES");
        // Few that go are told by name, and need no leave.
        let few = import("provincie", "2026-12-01", file_of(&desk, "provincie", day("2026-12-01"), 3));
        let dry =
            desk.app.import_regions(&operator, &LayoutImport { dry_run: true, ..few.clone() }).await.expect("told");
        let real = desk.app.import_regions(&operator, &few).await.expect("stored");
        assert_eq!(RegionsReport { stored: true, ..dry }, real);
        assert_eq!((real.dropped.len(), real.moved.len(), real.added.len()), (3, 0, 0), "{real:?}");
        // The edition before is still there, up to the day before.
        let kept = held().await;
        for (code, members) in &before {
            for member in members.iter().filter(|member| member.region.layout.0 == "provincie") {
                let same = kept[code].iter().any(|now| {
                    now.valid.from == member.valid.from && now.region == member.region && now.valid.to.is_some()
                });
                assert!(same, "{code}");
            }
        }
        // With leave it is done, and what it takes is told.
        let allowed = LayoutImport { allow_drop: true, allow_rewrite: true, ..early };
        let report = desk.app.import_regions(&operator, &allowed).await.expect("stored");
        assert!(report.dropped.len() > 300, "{}", report.dropped.len());
        assert_eq!(report.replaced_editions, [day("2025-01-01"), day("2026-12-01")]);
        assert_eq!((report.regions_added.len(), report.regions_ended.len()), (1, 12));
    }
}

async fn told_of(client: &Client, token: Option<&str>, text: &str) -> Vec<String> {
    let query = "query($search: String!) { organisations(search: $search) { name } }";
    let found = client.ask(token, query, json!({ "search": text })).await;
    found["organisations"].as_array().expect("a list").iter().map(|one| one["name"].to_string()).collect()
}

#[tokio::test]
async fn strangers_are_told_of_confirmed_organisations_only() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let nobody = Caller::new(Actor::Anonymous, Origin::Web);
        for (key, name) in [(1, "Piet Jansen, Kerkstraat 12 Arnhem"), (2, "Stichting Kerkstraat")] {
            let mut draft = question_about(key, "woonzorgvisie");
            draft.organisation.kind = Some(OrganisationKind::SocietalOrganisation);
            draft.organisation.name = name.to_owned();
            draft.organisation.municipality = None;
            desk.app.submit_question(&nobody, draft).await.expect("it is taken");
        }
        let on_page = async |cookie: String| {
            let url = format!("{}/organisaties?zoek=kerkstraat", client.address);
            reqwest::Client::new()
                .get(url)
                .header("cookie", cookie)
                .send()
                .await
                .expect("an answer")
                .text()
                .await
                .expect("text")
        };
        assert_eq!(told_of(&client, None, "kerkstraat").await, Vec::<String>::new());
        assert_eq!(told_of(&client, None, "piet").await, Vec::<String>::new());
        assert_eq!(on_page(String::new()).await, "[]");
        let staff = desk.token(TestDesk::ANNA).await;
        assert_eq!(told_of(&client, Some(&staff), "kerkstraat").await.len(), 2);
        let session = desk.session(TestDesk::ANNA).await;
        assert!(on_page(TestDesk::cookie(&session)).await.contains("Piet Jansen"));
        assert!(!told_of(&client, None, "arnhem").await.is_empty(), "municipalities are no secret");
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let known = desk.app.known_organisations(&administrator, "stichting kerkstraat").await.expect("found")[0].id;
        desk.app.confirm_domain(&administrator, "kerkstraat.example", known).await.expect("confirmed");
        assert_eq!(told_of(&client, None, "kerkstraat").await, ["\"Stichting Kerkstraat\""]);
        assert!(on_page(String::new()).await.contains("Stichting Kerkstraat"));
        desk.app.withdraw_domain(&administrator, "kerkstraat.example", known).await.expect("withdrawn");
        assert_eq!(told_of(&client, None, "kerkstraat").await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn looking_at_old_questions_again_makes_no_topic_rise() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        // Thirteen weeks in which half of the questions are about flexwonen, also in the last.
        let mut old = Vec::new();
        for week in 0..13_u128 {
            set(&desk, "2026-08-24T10:00:00+02:00");
            desk.clock.advance(Duration::weeks(i64::try_from(week).expect("few")));
            for number in 0..(if week == 12 { 6 } else { 2 }) {
                ask_from(&desk, week * 100 + number * 2, "GM0202", "woonzorgvisie").await;
                let flex = ask_from(&desk, week * 100 + number * 2 + 1, "GM0202", "flexwonen").await;
                if week < 12 {
                    old.push(flex);
                }
            }
        }
        set(&desk, "2026-11-24T10:00:00+01:00");
        let lead = desk.staff(TestDesk::LEAD);
        let rising = async || figures(&desk, &lead, TrendsBy::Nothing, TicketSearch::default()).await.rising;
        assert_eq!(rising().await, [], "half of the questions, as always");
        let there = testkit::database::direct(desk.store.url()).await.expect("it opens");
        for reference in &old {
            desk.app.set_ticket_topics(&lead, *reference, &[], &["woonzorgvisie".to_owned()]).await.expect("set");
        }
        assert_eq!(rising().await, [], "what they were about at first counts");
        // Once more: only the first topics are remembered.
        desk.app.set_ticket_topics(&lead, old[0], &[], &["woondeals".to_owned()]).await.expect("set");
        let remembered = async || {
            let sql = "SELECT ticket_id, topic, axis FROM first_topics ORDER BY ticket_id, topic";
            let rows = there.query_all_raw(sea_orm::Statement::from_string(there.get_database_backend(), sql)).await;
            rows.expect("rows")
                .iter()
                .map(|row| {
                    let text = |column: &str| row.try_get::<String>("", column).expect("text");
                    (row.try_get::<i64>("", "ticket_id").expect("a number"), text("topic"), text("axis"))
                })
                .collect::<Vec<_>>()
        };
        let first = remembered().await;
        assert_eq!(first.iter().filter(|(_, topic, _)| topic == "flexwonen").count(), old.len());
        // The migration of an older desk finds the same in the ledger.
        there.execute_unprepared("DELETE FROM first_topics").await.expect("gone");
        let embedded = desk.store.is_embedded();
        let migration = if embedded {
            include_str!("../migrations/src/first_topics_sqlite.sql")
        } else {
            include_str!("../migrations/src/first_topics_postgres.sql")
        };
        there.execute_unprepared(migration).await.expect("migrated");
        assert_eq!(remembered().await, first);
    }
}
