//! Replacing a layout of regions by a file: what begins and ends on which day, and that a file with a fault changes
//! nothing; on both databases.

use app::{
    Bucket, Caller, LayoutImport, LogFilter, Measure, Refusal, RegionsReport, TicketSearch, TrendsBy, TrendsQuery,
};
use chrono::{DateTime, NaiveDate};
use domain::{Actor, EventKind, LayoutKey, Membership, MunicipalityCode, Origin, Period, Region, RegionRef};
use std::collections::BTreeMap;
use testkit::{TestDesk, desks, question_about};

const HEAD: &str = "municipality,region,name,is_primary,confidence,source\n";
/// Arnhem and Nijmegen in the east, Utrecht in the middle.
const FIRST: &str =
    "GM0202,oost,Oost,true,high,besluit 1\nGM0268,oost,Oost,true,high,besluit 1\nGM0344,midden,Midden,,medium,\n";
/// Nijmegen by itself, Utrecht as it was, Arnhem in two.
const SECOND: &str = "GM0202,oost,Oost en Rijn,ja,high,besluit 2\nGM0202,zuid,Zuid,nee,low,\nGM0268,zuid,Zuid,1,high,\nGM0344,midden,Midden,,,\n";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn proof(from: &str, rows: &str) -> LayoutImport {
    LayoutImport {
        layout: LayoutKey("proef".to_owned()),
        from: day(from),
        csv: format!("{HEAD}{rows}"),
        dry_run: false,
        allow_drop: false,
        allow_rewrite: false,
    }
}

async fn import(desk: &TestDesk, wanted: &LayoutImport) -> Result<RegionsReport, Refusal> {
    desk.app.import_regions(&Caller::system(Origin::Cli), wanted).await
}

/// As it is stored, in order: the regions of the layout, and who lies in them.
async fn stored(desk: &TestDesk) -> (Vec<Region>, Vec<Membership>) {
    let places = store::geography::load(&*desk.store).await.expect("places");
    let of_layout = |region: &RegionRef| region.layout.0 == "proef";
    let regions = places.regions.values().filter(|known| of_layout(&known.region)).cloned().collect();
    let mut members: Vec<Membership> =
        places.memberships.values().flatten().filter(|member| of_layout(&member.region)).cloned().collect();
    members.sort_by_key(|member| (member.municipality.0.clone(), member.region.code.clone(), member.valid.from));
    (regions, members)
}

/// How many imports stand in the ledger.
async fn logged(desk: &TestDesk) -> usize {
    let filter = LogFilter { kind: Some(EventKind::RegionsImported), ..LogFilter::default() };
    store::events::log(&*desk.store, &filter, None, 100).await.expect("lines").len()
}

/// Which regions a municipality lies in on a day, the main one first.
fn within(desk: &TestDesk, municipality: &str, on: &str) -> Vec<String> {
    let geography = desk.app.picture().geography.clone();
    let members = geography.memberships.get(&MunicipalityCode(municipality.to_owned())).cloned().unwrap_or_default();
    let mut found: Vec<&Membership> =
        members.iter().filter(|member| member.region.layout.0 == "proef" && member.valid.holds_on(day(on))).collect();
    found.sort_by_key(|member| !member.is_primary);
    found.iter().map(|member| member.region.code.clone()).collect()
}

#[tokio::test]
async fn a_new_edition_begins_on_its_day_and_the_one_before_ends_the_day_before() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let first = import(&desk, &proof("2026-01-01", FIRST)).await.expect("stored");
        assert_eq!((first.regions, first.municipalities, first.stored), (2, 3, true));
        assert_eq!(first.added, ["Arnhem: Oost", "Nijmegen: Oost", "Utrecht: Midden"]);
        assert_eq!((first.moved.len(), first.dropped.len(), first.replaced_editions.len()), (0, 0, 0));
        let dry = import(&desk, &LayoutImport { dry_run: true, ..proof("2027-01-01", SECOND) }).await.expect("told");
        assert_eq!(stored(&desk).await.1.len(), 3, "a dry run stores nothing");
        let second = import(&desk, &proof("2027-01-01", SECOND)).await.expect("stored");
        assert_eq!(RegionsReport { stored: true, ..dry }, second, "a dry run says the same");
        assert_eq!(second.moved, ["Arnhem: Oost wordt Oost en Rijn en Zuid", "Nijmegen: Oost wordt Zuid"]);
        assert_eq!((&second.regions_added[..], second.regions_ended.len()), (&["Zuid".to_owned()][..], 0));
        for (municipality, before, after) in [
            ("GM0202", vec!["oost"], vec!["oost", "zuid"]),
            ("GM0268", vec!["oost"], vec!["zuid"]),
            ("GM0344", vec!["midden"], vec!["midden"]),
        ] {
            assert_eq!(within(&desk, municipality, "2025-12-31"), Vec::<String>::new(), "{municipality}: not yet");
            for on in ["2026-01-01", "2026-12-31"] {
                assert_eq!(within(&desk, municipality, on), before, "{municipality} on {on}");
            }
            for on in ["2027-01-01", "2035-01-01"] {
                assert_eq!(within(&desk, municipality, on), after, "{municipality} on {on}");
            }
        }
        let (_, members) = stored(&desk).await;
        let of_nijmegen: Vec<(&str, Period)> = members
            .iter()
            .filter(|member| member.municipality.0 == "GM0268")
            .map(|member| (member.region.code.as_str(), member.valid))
            .collect();
        assert_eq!(of_nijmegen.len(), 2);
        assert_eq!(of_nijmegen[0], ("oost", Period { from: day("2026-01-01"), to: Some(day("2026-12-31")) }));
        assert_eq!(of_nijmegen[1], ("zuid", Period::since(day("2027-01-01"))));
        let sources: Vec<&str> = members.iter().map(|member| member.source.as_str()).collect();
        assert!(sources.contains(&"besluit 1") && sources.contains(&"besluit 2") && sources.contains(&"import"));
    }
}

#[tokio::test]
async fn other_layouts_stay_as_they_are_and_only_an_operator_replaces_one() {
    for desk in desks().await {
        let others = async || {
            let places = store::geography::load(&*desk.store).await.expect("places");
            let members: BTreeMap<_, Vec<_>> = places
                .memberships
                .into_iter()
                .map(|(code, all)| (code, all.into_iter().filter(|one| one.region.layout.0 != "proef").collect()))
                .collect();
            (members, places.municipalities)
        };
        let before = others().await;
        for who in [Caller::new(Actor::Anonymous, Origin::Web), desk.staff(TestDesk::LEAD), desk.staff(TestDesk::ANNA)]
        {
            assert!(desk.app.import_regions(&who, &proof("2026-01-01", FIRST)).await.is_err(), "{who:?}");
        }
        assert_eq!(stored(&desk).await, (Vec::new(), Vec::new()), "nothing is stored");
        import(&desk, &proof("2026-01-01", FIRST)).await.expect("stored");
        import(&desk, &proof("2027-01-01", SECOND)).await.expect("stored");
        assert_eq!(others().await, before);
    }
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing_and_says_so() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let lines = logged(&desk).await;
        import(&desk, &proof("2026-01-01", FIRST)).await.expect("stored");
        import(&desk, &proof("2027-01-01", SECOND)).await.expect("stored");
        let before = stored(&desk).await;
        let again = import(&desk, &proof("2027-01-01", SECOND)).await.expect("stored");
        assert_eq!((again.moved.len(), again.added.len(), again.dropped.len()), (0, 0, 0), "{again:?}");
        assert_eq!((again.regions_added.len(), again.regions_ended.len()), (0, 0), "{again:?}");
        assert_eq!(stored(&desk).await, before);
        assert_eq!(logged(&desk).await, lines + 3, "each import stands in the ledger");
    }
}

#[tokio::test]
async fn what_was_counted_before_stays_counted_where_it_was() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        import(&desk, &proof("2026-01-01", FIRST)).await.expect("stored");
        let nobody = Caller::new(Actor::Anonymous, Origin::Web);
        desk.app.submit_question(&nobody, question_about(1, "woonzorgvisie")).await.expect("from Arnhem");
        let figures = async |from: &str, to: &str| {
            let query = TrendsQuery {
                from: day(from),
                to: day(to),
                bucket: Bucket::Quarter,
                measure: Measure::Received,
                by: TrendsBy::Region(LayoutKey("proef".to_owned())),
                filter: TicketSearch::default(),
                as_of: None,
            };
            let report = desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query).await.expect("figures");
            let counted = report.series.into_iter().filter(|one| one.series.total > 0.0);
            counted.map(|one| (one.key, one.series.total)).collect::<Vec<_>>()
        };
        let before = figures("2026-10-01", "2026-12-31").await;
        assert_eq!(before, [("oost".to_owned(), 1.0)]);
        import(&desk, &proof("2027-01-01", SECOND)).await.expect("stored");
        assert_eq!(figures("2026-10-01", "2026-12-31").await, before, "of before, as it was then");
        desk.clock.set(DateTime::parse_from_rfc3339("2027-02-01T10:00:00+01:00").expect("a moment").to_utc());
        assert_eq!(figures("2026-10-01", "2026-12-31").await, before, "and later still");
    }
}

#[tokio::test]
async fn a_file_with_one_fault_stores_nothing_and_every_fault_is_named_by_its_line() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        import(&desk, &proof("2026-01-01", FIRST)).await.expect("stored");
        let before = stored(&desk).await;
        let rows = "GM0202,oost,Oost,true,high,\nGM9999,oost,Oost,true,high,\nGM0268,,Oost,true,high,\nGM0344,zuid,Zuid,misschien,high,\n\
                    GM0307,zuid,Zuid,true,zeker,\nGM0363,zuid,Zuid,true\nGM0202,oost,Oost,true,high,\nGM0518,zuid,Anders,true,high,\n";
        let refused = import(&desk, &proof("2027-01-01", rows)).await.expect_err("faults");
        let Refusal::Complaints(told) = refused else { panic!("{refused:?}") };
        let lines: Vec<u64> = told
            .0
            .iter()
            .filter_map(|one| one.message.strip_prefix("regel ")?.split(':').next()?.parse().ok())
            .collect();
        assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9], "{told:?}");
        assert_eq!(stored(&desk).await, before, "nothing of it is stored");
        // One fault among many good lines is enough.
        let half = format!("{SECOND}GM9999,oost,Oost en Rijn,,,\n");
        let refused = import(&desk, &proof("2027-01-01", &half)).await.expect_err("a fault");
        assert!(matches!(&refused, Refusal::Complaints(told) if told.0.len() == 1), "{refused:?}");
        assert_eq!(stored(&desk).await, before);
        assert_eq!(within(&desk, "GM0268", "2027-06-01"), ["oost"], "nor in this process");
    }
}
