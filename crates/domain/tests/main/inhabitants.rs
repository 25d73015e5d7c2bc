//! How many people live in a region on a day: those of its municipalities, each where it lies then.

use crate::given::{code, day, geography, member, municipality, period, region};
use domain::{Geography, Inhabitants, LayoutKey, LayoutOn, RegionRef, Within};

const COUNTED: &str = "2024-01-01";

/// Oudendam joins Nieuwendam in 2027, Grensstad lies in two regions, and of Hoogdorp it is not known who lives there.
fn country() -> Geography {
    let [east, west, far] = ["oost", "west", "ver"].map(|code| RegionRef::new("deel", code));
    let since = period("2020-01-01", None);
    let until = period("2020-01-01", Some("2026-12-31"));
    let mut country = geography(
        &[("deel", 100)],
        vec![region("deel", "oost", "Oost"), region("deel", "west", "West"), region("deel", "ver", "Ver")],
        vec![
            municipality("GM0001", "Oudendam", until, Some("GM0002")),
            municipality("GM0002", "Nieuwendam", since, None),
            municipality("GM0003", "Grensstad", since, None),
            municipality("GM0004", "Hoogdorp", since, None),
        ],
        vec![
            member("GM0001", &east, until),
            member("GM0002", &west, since),
            member("GM0003", &east, since),
            member("GM0003", &west, since),
            member("GM0004", &far, since),
        ],
    );
    let numbers = [("GM0001", 10), ("GM0002", 200), ("GM0003", 3_000)];
    let numbers = numbers.into_iter().map(|(at, many)| (code(at), many)).collect();
    country.inhabitants = Some(Inhabitants { counted_on: day(COUNTED), source: "geteld".to_owned(), numbers });
    country
}

fn on(country: &Geography, on: &str) -> LayoutOn {
    country.layout_on(&LayoutKey("deel".to_owned()), day(on), None)
}

fn within(municipalities: usize, inhabitants: Option<i64>) -> Option<Within> {
    Some(Within { municipalities, inhabitants })
}

#[test]
fn a_municipality_in_two_regions_counts_in_both_and_once_in_the_country() {
    let mut country = country();
    let now = on(&country, "2026-11-24");
    assert_eq!(now.regions.get("oost").copied(), within(2, Some(3_010)));
    assert_eq!(now.regions.get("west").copied(), within(2, Some(3_200)));
    assert_eq!(now.regions.get("ver").copied(), within(1, None), "of one of them it is not known");
    assert_eq!(Some(now.whole), within(4, None));
    let some = country.layout_on(&LayoutKey("deel".to_owned()), day("2026-11-24"), Some(&[code("GM0003")]));
    assert_eq!((some.regions.get("oost").copied(), Some(some.whole)), (within(1, Some(3_000)), within(1, Some(3_000))));
    country.inhabitants = None;
    assert_eq!(on(&country, "2026-11-24").regions.get("oost").copied(), within(2, None), "nobody counted");
    assert_eq!(on(&country, "2019-01-01"), LayoutOn::default(), "before there was anything");
}

#[test]
fn who_lived_where_a_municipality_was_lives_where_it_is() {
    let mut country = country();
    let then = on(&country, "2027-01-01");
    assert_eq!(then.regions.get("oost").copied(), within(1, Some(3_000)));
    assert_eq!(then.regions.get("west").copied(), within(2, Some(3_210)));
    // Counted again after they joined, everybody is in the number of the one that is left.
    if let Some(known) = &mut country.inhabitants {
        known.counted_on = day("2027-01-01");
        known.numbers.insert(code("GM0002"), 210);
    }
    assert_eq!(on(&country, "2027-01-01").regions.get("west").copied(), within(2, Some(3_210)));
    // One that came of others has theirs, and none where one of them is not known.
    if let Some(known) = &mut country.inhabitants {
        known.counted_on = day(COUNTED);
        known.numbers.remove(&code("GM0002"));
    }
    assert_eq!(on(&country, "2027-01-01").regions.get("west").copied(), within(2, Some(3_010)));
    assert_eq!(on(&country, "2026-12-31").regions.get("west").copied(), within(2, None));
    if let Some(known) = &mut country.inhabitants {
        known.numbers.remove(&code("GM0001"));
    }
    assert_eq!(on(&country, "2027-01-01").regions.get("west").copied(), within(2, None));
}
