//! Where questions count (DOMAIN, regions): places in two regions, layouts that cross, a place whose region is not known, the
//! merger of 2027, and a municipality that moves.

use super::day;
use app::{Bucket, Caller, LayoutImport, Measure, TicketSearch, TrendsBy, TrendsQuery, TrendsReport};
use chrono::DateTime;
use domain::{Actor, LayoutKey, OrganisationKind, Origin};
use std::collections::BTreeMap;
use testkit::{TestDesk, desks, question_about};

const BARNEVELD: &str = "GM0203";
const NIJKERK: &str = "GM0267";
const ALMERE: &str = "GM0034";
const ASSEN: &str = "GM0106";
const HEUSDEN: &str = "GM0797";
const MOOK: &str = "GM0944";
const VIJFHEERENLANDEN: &str = "GM1961";
const WIJDEMEREN: &str = "GM1696";
const HILVERSUM: &str = "GM0402";

async fn ask_from(desk: &TestDesk, key: u128, municipality: &str) {
    let mut draft = question_about(key, "woonzorgvisie");
    draft.organisation.kind = Some(OrganisationKind::CarePartner);
    draft.organisation.municipality = Some(municipality.to_owned());
    let nobody = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&nobody, draft).await.expect("it is taken");
}

/// What came in by region of a layout, up to this day: by the names people read, where something came in.
async fn by_region(desk: &TestDesk, layout: &str, to: &str) -> (BTreeMap<String, f64>, TrendsReport) {
    let query = TrendsQuery {
        from: day("2026-11-01"),
        to: day(to),
        bucket: Bucket::Quarter,
        measure: Measure::Received,
        by: TrendsBy::Region(LayoutKey(layout.to_owned())),
        filter: TicketSearch::default(),
        as_of: None,
    };
    let report = desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query).await.expect("figures");
    let counted = report.series.iter().filter(|one| one.series.total > 0.0);
    (counted.map(|one| (one.label.clone(), one.series.total)).collect(), report)
}

/// How many of the regions with something in them are called so.
fn of(regions: &BTreeMap<String, f64>, name: &str) -> f64 {
    let called: Vec<f64> = regions.iter().filter(|(label, _)| label.contains(name)).map(|(_, total)| *total).collect();
    assert!(called.len() <= 1, "{name} is one of {regions:?}");
    called.into_iter().sum()
}

#[tokio::test]
async fn a_place_counts_in_each_region_it_lies_in_and_once_in_the_whole() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        for (key, place) in [BARNEVELD, NIJKERK, ALMERE, ASSEN, HEUSDEN, MOOK, VIJFHEERENLANDEN].into_iter().enumerate()
        {
            ask_from(&desk, key as u128 + 1, place).await;
        }
        let (deals, report) = by_region(&desk, "woondealregio", "2026-12-31").await;
        println!("{deals:?}");
        assert_eq!(report.whole.expect("the whole").series.total, 7.0, "each question once");
        assert!(deals.values().sum::<f64>() > 7.0, "two lie in two woondeals: {deals:?}");
        assert_eq!(of(&deals, "Foodvalley"), 2.0, "Barneveld and Nijkerk");
        assert_eq!(of(&deals, "Amersfoort"), 2.0, "Barneveld and Nijkerk again");
        assert_eq!(of(&deals, "MRA") + of(&deals, "Metropoolregio Amsterdam"), 1.0, "Almere");
        assert_eq!(of(&deals, "Groningen"), 1.0, "Assen");

        let (provinces, report) = by_region(&desk, "provincie", "2026-12-31").await;
        println!("{provinces:?}");
        assert_eq!(provinces.values().sum::<f64>(), 7.0, "provinces do not overlap: {provinces:?}");
        assert_eq!(report.whole.expect("the whole").series.total, 7.0);
        for (province, many) in
            [("Gelderland", 2.0), ("Flevoland", 1.0), ("Drenthe", 1.0), ("Limburg", 1.0), ("Utrecht", 1.0)]
        {
            assert_eq!(of(&provinces, province), many, "{province}");
        }
        assert_eq!(of(&provinces, "Noord-Brabant"), 1.0, "Heusden");
        assert!(!report.definition.contains("kandidaat"), "provinces are certain: {}", report.definition);

        let (offices, report) = by_region(&desk, "zorgkantoorregio", "2026-12-31").await;
        println!("{offices:?}");
        assert_eq!(report.whole.expect("the whole").series.total, 7.0);
        assert_eq!(of(&offices, "Gooi"), 1.0, "Almere");
        assert_eq!(of(&offices, "Drenthe"), 1.0, "Assen");
        assert_eq!(offices.values().sum::<f64>(), 8.0, "two candidates for Vijfheerenlanden: {offices:?}");
        assert!(report.definition.contains("elke kandidaat"), "{}", report.definition);
    }
}

#[tokio::test]
async fn a_merger_and_a_move_count_from_their_day_on_and_not_before() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        for (key, place) in [WIJDEMEREN, HILVERSUM, ASSEN].into_iter().enumerate() {
            ask_from(&desk, key as u128 + 1, place).await;
        }
        // Assen moves from one region to another on the first of January.
        let layout = |from: &str, region: &str| LayoutImport {
            layout: LayoutKey("proef".to_owned()),
            from: day(from),
            csv: format!(
                "municipality,region,name,is_primary,confidence,source\n{ASSEN},{region},{region},true,high,besluit\n\
                 {WIJDEMEREN},plassen,plassen,true,high,besluit\n{HILVERSUM},heide,heide,true,high,besluit\n"
            ),
            dry_run: false,
            allow_drop: true,
            allow_rewrite: false,
        };
        let operator = Caller::system(Origin::Cli);
        for wanted in [layout("2026-01-01", "noord"), layout("2027-01-01", "oost")] {
            desk.app.import_regions(&operator, &wanted).await.expect("stored");
        }
        let before = BTreeMap::from(
            [("heide", 1.0), ("noord", 1.0), ("plassen", 1.0)].map(|(one, many)| (one.to_owned(), many)),
        );
        assert_eq!(by_region(&desk, "proef", "2026-12-31").await.0, before, "as it is now");
        desk.clock.set(DateTime::parse_from_rfc3339("2027-02-01T10:00:00+01:00").expect("a moment").to_utc());
        assert_eq!(by_region(&desk, "proef", "2026-12-31").await.0, before, "and asked later about then");
        let (after, report) = by_region(&desk, "proef", "2027-01-31").await;
        let merged = BTreeMap::from([("heide", 2.0), ("oost", 1.0)].map(|(one, many)| (one.to_owned(), many)));
        assert_eq!(after, merged, "Wijdemeren counts with Hilversum, Assen where it is now");
        assert!(report.definition.contains("opgegaan"), "{}", report.definition);
        assert_eq!(report.whole.expect("the whole").series.total, 3.0);
    }
}
