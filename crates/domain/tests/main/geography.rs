//! Where a place lies: mergers, layouts that cross, and codes that people type.

use crate::given::{code, day, geography, member, municipality, period, region, small_country};
use domain::{Area, Confidence, Geography, Municipality, Place, RegionRef};
use proptest::prelude::*;

fn province() -> RegionRef {
    RegionRef::new("provincie", "R1")
}

fn care() -> RegionRef {
    RegionRef::new("zorgkantoor", "R1")
}

fn regions(geography: &Geography, of: &str, on: &str) -> Vec<RegionRef> {
    let place = Place::Municipality(code(of));
    geography.regions_of(&place, day(on)).into_iter().map(|(region, _)| region).collect()
}

fn within(geography: &Geography, area: Area, on: &str) -> Vec<String> {
    geography.within(&area, day(on)).municipalities.into_iter().map(|code| code.0).collect()
}

/// Municipalities that became each other, one a year: GM2000 until 2000, then GM2001, …
fn chain(length: i32) -> Vec<Municipality> {
    (0..length)
        .map(|number| {
            let year = 2000 + number;
            let last = number + 1 == length;
            let valid = period("1990-01-01", (!last).then_some(format!("{year}-12-31")).as_deref());
            municipality(&format!("GM{year}"), "X", valid, (!last).then_some(format!("GM{}", year + 1)).as_deref())
        })
        .collect()
}

#[test]
fn a_merged_municipality_lies_where_it_lay_until_its_last_day_and_where_its_successor_lies_from_the_next() {
    let country = small_country();
    assert_eq!(regions(&country, "GM0001", "2025-12-31"), [province()]);
    assert_eq!(regions(&country, "GM0001", "2026-01-01"), [province(), care()]);
    assert_eq!(country.current(&code("GM0001"), day("2025-12-31")), &code("GM0001"));
    assert_eq!(country.current(&code("GM0001"), day("2026-01-01")), &code("GM0002"));
}

#[test]
fn a_question_of_a_merged_municipality_is_found_under_its_successor_from_the_merger_on() {
    let country = small_country();
    let area = || Area::Municipality(code("GM0002"));
    assert_eq!(within(&country, area(), "2025-12-31"), ["GM0002"]);
    assert_eq!(within(&country, area(), "2026-01-01"), ["GM0001", "GM0002"]);
    let old = || Area::Municipality(code("GM0001"));
    assert_eq!(within(&country, old(), "2026-01-01"), ["GM0001"], "what it was is not all that it became");
}

#[test]
fn two_layouts_that_cross_are_both_named_and_share_no_code() {
    let country = small_country();
    assert_eq!(regions(&country, "GM0002", "2025-06-01"), [province(), care()]);
    assert_eq!(within(&country, Area::Region(care()), "2025-06-01"), ["GM0002"]);
    assert_eq!(within(&country, Area::Region(province()), "2025-06-01"), ["GM0001", "GM0002"]);
}

#[test]
fn a_municipality_in_two_regions_of_one_layout_lies_in_both() {
    let mut country = small_country();
    let other = RegionRef::new("zorgkantoor", "R2");
    let mut second = member("GM0002", &other, period("2020-01-01", None));
    second.is_primary = false;
    second.confidence = Confidence::Low;
    country.memberships.entry(code("GM0002")).or_default().push(second);
    let found = country.regions_of(&Place::Municipality(code("GM0002")), day("2026-06-01"));
    assert_eq!(found, [(province(), Confidence::High), (care(), Confidence::High), (other.clone(), Confidence::Low)]);
    assert!(within(&country, Area::Region(other), "2026-06-01").contains(&"GM0002".to_owned()));
}

#[test]
fn a_municipality_that_moves_to_another_region_lies_in_one_of_them_on_every_day() {
    let (before, after) = (RegionRef::new("provincie", "A"), RegionRef::new("provincie", "B"));
    let country = geography(
        &[("provincie", 1)],
        vec![region("provincie", "A", "A"), region("provincie", "B", "B")],
        vec![municipality("GM0003", "Grensdorp", period("2000-01-01", None), None)],
        vec![
            member("GM0003", &before, period("2000-01-01", Some("2026-12-31"))),
            member("GM0003", &after, period("2027-01-01", None)),
        ],
    );
    assert_eq!(regions(&country, "GM0003", "2026-12-31"), [before]);
    assert_eq!(regions(&country, "GM0003", "2027-01-01"), [after]);
    assert_eq!(regions(&country, "GM0003", "1999-12-31"), []);
}

#[test]
fn a_question_from_nowhere_in_particular_lies_in_no_region_and_one_from_a_region_in_that_one_only() {
    let country = small_country();
    assert_eq!(country.regions_of(&Place::Nationwide, day("2026-06-01")), []);
    let found = country.regions_of(&Place::Region(care()), day("2026-06-01"));
    assert_eq!(found, [(care(), Confidence::Medium)]);
    let unknown = RegionRef::new("zorgkantoor", "weg");
    let found = country.regions_of(&Place::Region(unknown.clone()), day("2026-06-01"));
    assert_eq!(found, [(unknown, Confidence::Low)], "of a region that is gone nobody is sure");
}

#[test]
fn an_area_that_is_a_region_holds_whoever_asks_for_that_region_and_a_municipality_holds_no_region() {
    let country = small_country();
    assert_eq!(country.within(&Area::Region(care()), day("2026-06-01")).regions, [care()]);
    assert_eq!(country.within(&Area::Municipality(code("GM0002")), day("2026-06-01")).regions, []);
}

#[test]
fn a_chain_of_mergers_is_followed_to_the_one_that_exists_on_that_day() {
    let country = geography(&[], Vec::new(), chain(5), Vec::new());
    for (on, current) in [
        ("2000-12-31", "GM2000"),
        ("2001-01-01", "GM2001"),
        ("2002-01-01", "GM2002"),
        ("2003-12-31", "GM2003"),
        ("2050-01-01", "GM2004"),
    ] {
        assert_eq!(country.current(&code("GM2000"), day(on)), &code(current), "{on}");
    }
}

#[test]
fn municipalities_that_name_each_other_as_successor_do_not_keep_the_desk_busy_for_ever() {
    let ended = period("2000-01-01", Some("2020-12-31"));
    let ring =
        vec![municipality("GM0001", "A", ended, Some("GM0002")), municipality("GM0002", "B", ended, Some("GM0001"))];
    let country = geography(&[], Vec::new(), ring, Vec::new());
    assert_eq!(within(&country, Area::Municipality(code("GM0001")), "2026-01-01"), ["GM0001", "GM0002"]);
    assert_eq!(within(&country, Area::Municipality(code("GM0001")), "2020-01-01"), ["GM0001"]);
}

#[test]
fn a_municipality_that_ended_without_a_successor_stays_itself() {
    let gone = municipality("GM0009", "Weg", period("2000-01-01", Some("2020-12-31")), None);
    let country = geography(&[], Vec::new(), vec![gone], Vec::new());
    assert_eq!(country.current(&code("GM0009"), day("2026-01-01")), &code("GM0009"));
    assert_eq!(country.current(&code("GM7777"), day("2026-01-01")), &code("GM7777"), "nor does one that nobody knows");
}

#[test]
fn a_code_alone_means_the_region_of_the_layout_that_lies_closest() {
    let country = small_country();
    assert_eq!(country.region_meant("R1"), Some(province()), "its layout counts most");
    assert_eq!(country.region_meant("zorgkantoor:R1"), Some(care()));
    for wrong in ["R9", "zorgkantoor:R9", "onbekend:R1", "zorgkantoor:", ":R1", "", "provincie:R1:x"] {
        assert_eq!(country.region_meant(wrong), None, "{wrong}");
    }
}

#[test]
fn a_municipality_is_meant_by_its_code_in_any_capitals_and_before_any_region_of_that_name() {
    let mut country = small_country();
    let twin = region("zorgkantoor", "GM0002", "Toevallig zo");
    country.regions.insert(twin.region.clone(), twin);
    for written in ["GM0002", "gm0002", "Gm0002"] {
        assert_eq!(country.area(written), Some(Area::Municipality(code("GM0002"))), "{written}");
    }
    assert_eq!(country.area("zorgkantoor:GM0002"), Some(Area::Region(RegionRef::new("zorgkantoor", "GM0002"))));
    assert_eq!(country.area("GM0003"), None);
}

#[test]
fn a_place_is_called_by_its_name_and_by_its_code_when_nobody_knows_it_any_more() {
    let country = small_country();
    for (place, name) in [
        (Place::Municipality(code("GM0001")), "Oudendam"),
        (Place::Municipality(code("GM9999")), "GM9999"),
        (Place::Region(province()), "Utrecht"),
        (Place::Region(RegionRef::new("provincie", "weg")), "weg"),
        (Place::Nationwide, "heel Nederland"),
    ] {
        assert_eq!(country.place_name(&place), name);
    }
}

#[test]
fn a_place_is_stored_under_names_that_stay() {
    for (place, stored) in [
        (Place::Nationwide, r#""nationwide""#),
        (Place::Municipality(code("GM0001")), r#"{"municipality":"GM0001"}"#),
        (Place::Region(province()), r#"{"region":{"layout":"provincie","code":"R1"}}"#),
    ] {
        assert_eq!(serde_json::to_string(&place).expect("it can be written"), stored);
        assert_eq!(serde_json::from_str::<Place>(stored).expect("it can be read"), place);
    }
}

proptest! {
    #[test]
    fn what_lies_within_a_region_is_what_says_that_it_lies_there(
        lies in prop::collection::vec((0..6_usize, 0..4_usize, 0..10_u64, prop::option::of(0..10_u64)), 0..20),
        merges in prop::collection::vec(prop::option::of(0..6_usize), 6), on in 0..25_u64,
    ) {
        let number = |days: u64| day("2026-01-01") + chrono::Days::new(days);
        let codes = ["GM0000", "GM0001", "GM0002", "GM0003", "GM0004", "GM0005"];
        let of = |at: usize| RegionRef::new(["provincie", "zorgkantoor"][at % 2], ["A", "B"][at / 2]);
        let municipalities = codes.iter().zip(&merges).map(|(code, into)| {
            let mut valid = period("2020-01-01", None);
            valid.to = into.map(|_| number(12));
            municipality(code, code, valid, into.map(|at| codes[at]))
        });
        let memberships = lies.iter().map(|(at, region, from, length)| {
            let valid = domain::Period { from: number(*from), to: length.map(|length| number(from + length)) };
            member(codes[*at], &of(*region), valid)
        });
        let country = geography(&[], Vec::new(), municipalities.collect(), memberships.collect());
        for region in (0..4).map(of) {
            let inside = country.within(&Area::Region(region.clone()), number(on)).municipalities;
            for code in codes.map(code) {
                let lies = country.regions_of(&Place::Municipality(code.clone()), number(on));
                prop_assert_eq!(inside.contains(&code), lies.iter().any(|(found, _)| *found == region), "{}", code);
            }
        }
        for code in codes.map(code) {
            let current = country.current(&code, number(on)).clone();
            let inside = country.within(&Area::Municipality(current), number(on)).municipalities;
            prop_assert!(inside.contains(&code), "{} lies within what it became", code);
        }
    }
}
