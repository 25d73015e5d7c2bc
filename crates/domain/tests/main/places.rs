//! Every municipality and region of the country, by the names that people list in the field for places.

use crate::given::day;
use crate::municipalities::COUNTRY;
use domain::{
    Complaints, Confidence, FilledIn, Geography, Layout, LayoutKey, Numbers, OrganisationDraft, OrganisationKind,
    Period, Place, PlaceMeant, Region, RegionRef, WhoAsks, place_meant, places_as_understood, places_to_ask,
    split_places,
};
use proptest::prelude::*;
use std::sync::LazyLock;

/// As a desk begins with them.
const LAYOUTS: &str = include_str!("../../../app/reference/layouts.csv");
const REGIONS: &str = include_str!("../../../app/reference/regions.csv");
const MEMBERS: &str = include_str!("../../../app/reference/memberships.csv");
const ON: &str = "2026-11-24";

static WHOLE: LazyLock<Geography> = LazyLock::new(|| {
    let mut whole = COUNTRY.clone();
    for line in LAYOUTS.lines().skip(1) {
        let (key, rest) = line.split_once(',').expect("a key");
        let (label, weight) = rest.rsplit_once(',').expect("a weight");
        let layout = LayoutKey(key.to_owned());
        let weight = weight.parse().expect("a number");
        whole.layouts.insert(layout.clone(), Layout { key: layout, label: label.trim_matches('"').to_owned(), weight });
    }
    for line in REGIONS.lines().skip(1) {
        let (layout, rest) = line.split_once(',').expect("a layout");
        let (code, rest) = rest.split_once(',').expect("a code");
        let name = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next(),
            None => rest.split(',').next(),
        };
        let region = RegionRef::new(layout, code);
        let name = name.expect("a name").to_owned();
        let valid = Period::since(day("2025-01-01"));
        whole.regions.insert(region.clone(), Region { region, name, confidence: Confidence::High, valid });
    }
    for line in MEMBERS.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let municipality = domain::MunicipalityCode(fields[0].to_owned());
        whole.memberships.entry(municipality.clone()).or_default().push(domain::Membership {
            municipality,
            region: RegionRef::new(fields[1], fields[2]),
            is_primary: true,
            confidence: Confidence::High,
            source: String::new(),
            valid: Period::since(day("2025-01-01")),
        });
    }
    whole
});

fn meant(typed: &str) -> PlaceMeant {
    place_meant(&WHOLE, typed, day(ON))
}

fn sure(typed: &str) -> String {
    match meant(typed) {
        PlaceMeant::This(place) => WHOLE.place_in_full(&place),
        other => panic!("{typed}: {other:?}"),
    }
}

fn asked(typed: &str) -> Vec<String> {
    match meant(typed) {
        PlaceMeant::OneOf(may) => may.iter().map(|place| WHOLE.place_in_full(place)).collect(),
        other => panic!("{typed}: {other:?}"),
    }
}

fn each() -> Vec<Place> {
    let living = WHOLE.municipalities.values().filter(|known| known.valid.holds_on(day(ON)));
    let municipalities = living.map(|known| Place::Municipality(known.code.clone()));
    let regions = WHOLE.regions.keys().map(|region| Place::Region(region.clone()));
    municipalities.chain(regions).chain([Place::Nationwide]).collect()
}

#[test]
fn every_place_is_understood_as_the_desk_writes_it_and_by_its_code() {
    for place in each() {
        let name = WHOLE.place_in_full(&place);
        let bergen = matches!(&place, Place::Municipality(_)) && matches!(meant(&name), PlaceMeant::OneOf(_));
        assert!(bergen || meant(&name) == PlaceMeant::This(place.clone()), "{name}: {:?}", meant(&name));
        let code = match &place {
            Place::Municipality(code) => code.0.to_lowercase(),
            Place::Region(region) => format!("{}:{}", region.layout, region.code),
            Place::Nationwide => continue,
        };
        assert_eq!(meant(&code), PlaceMeant::This(place), "{code}");
        let listed = split_places(&WHOLE, &format!("Zeist, {name}"));
        assert_eq!(listed.len(), 2, "{name} stands in a list: {listed:?}");
    }
}

#[test]
fn what_people_write_is_understood_or_asked_back() {
    for (typed, name) in [
        ("gem. Utrecht", "Gemeente Utrecht"),
        ("gemeente utrecht", "Gemeente Utrecht"),
        ("den bosch", "Gemeente 's-Hertogenbosch"),
        ("Provincie Utrecht", "Provincie Utrecht"),
        ("zeist", "Gemeente Zeist"),
        ("Zeeland", "Provincie Zeeland"),
        ("Friesland", "Provincie Fryslân"),
        ("heel Nederland", "Heel Nederland"),
        ("Landelijk", "Heel Nederland"),
        ("Regio Foodvalley", "Regio Foodvalley (Woondealregio)"),
        ("Foodvalley", "Regio Foodvalley (Woondealregio)"),
        ("regio Amersfoort", "Regio Amersfoort (Woondealregio)"),
        ("GGD Regio Utrecht", "GGD-regio Utrecht (GGD-regio)"),
        ("GGD Hollands Midden", "GGD-regio Hollands Midden (GGD-regio)"),
        ("Veiligheidsregio Twente", "Twente (Veiligheidsregio)"),
        ("Zorgkantoor Midden-Brabant", "Midden-Brabant (Zorgkantoorregio)"),
        ("woondealregio Achterhoek", "Achterhoek (Woondealregio)"),
    ] {
        assert_eq!(sure(typed), name, "{typed}");
    }
    assert_eq!(asked("Gemeente Utrehct"), ["Gemeente Utrecht"], "never unasked");
    assert_eq!(asked("Zeits"), ["Gemeente Zeist"]);
    assert_eq!(asked("Utrecht"), ["Gemeente Utrecht", "Provincie Utrecht"]);
    assert!(asked("regio Utrecht").contains(&"Regio Utrecht (U10/U16) (Woondealregio)".to_owned()));
    assert!(asked("regio Utrecht").contains(&"GGD-regio Utrecht (GGD-regio)".to_owned()));
    assert!(asked("regio Zeist").contains(&"Regio Utrecht (U10/U16) (Woondealregio)".to_owned()), "where Zeist lies");
    assert_eq!(asked("Bergen").len(), 2);
    for typed in ["Atlantis", "regio Atlantis", "gemeente Atlantis", "provincie Atlantis", "?", "12"] {
        assert_eq!(meant(typed), PlaceMeant::Unknown, "{typed}");
    }
}

/// One word of a name is not the name, be it the only one with that word.
#[test]
fn a_word_out_of_the_name_of_a_region_is_asked_about_and_never_taken_for_it() {
    for word in ["zoom", "provincie", "Regio zoom", "koppel", "midden"] {
        assert!(!matches!(meant(word), PlaceMeant::This(_)), "{word}: {:?}", meant(word));
    }
    assert!(!asked("zoom").is_empty());
}

fn asks(kind: OrganisationKind, name: &str, places: Option<&[&str]>, by: FilledIn) -> Result<WhoAsks, Vec<String>> {
    let places = places.map(|places| places.iter().map(|place| (*place).to_owned()).collect());
    let draft = OrganisationDraft { kind: Some(kind), name: name.to_owned(), places, ..OrganisationDraft::default() };
    let mut complaints = Complaints::default();
    let asks = draft.check(&mut complaints, &WHOLE, day(ON), Numbers::Unexplained, by);
    complaints
        .or(|| asks)
        .map_err(|all| all.0.into_iter().map(|one| format!("{} {}", one.path.join("."), one.code)).collect())
}

fn names(asks: &WhoAsks) -> String {
    WHOLE.places_in_full(std::iter::once(&asks.place).chain(&asks.also))
}

#[test]
fn a_question_is_about_the_places_that_were_given_and_else_about_the_place_of_its_organisation() {
    use OrganisationKind::{HousingCorporation, Municipality, Province};
    let by = FilledIn::ByAsker;
    let several = asks(HousingCorporation, "Portaal", Some(&["Zeist en De Bilt", "gem. Zeist"]), by).expect("places");
    assert_eq!(names(&several), "Gemeente Zeist, Gemeente De Bilt", "each once");
    assert_eq!((several.organisation.municipality, several.organisation.region), (None, None), "its seat is not said");
    let own = asks(Municipality, "Gemeente Zeist", Some(&[]), by).expect("its own");
    assert_eq!(names(&own), "Gemeente Zeist");
    let other = asks(Province, "Provincie Utrecht", Some(&["Amersfoort"]), by).expect("a place");
    assert_eq!(names(&other), "Gemeente Amersfoort");
    assert_eq!(
        other.organisation.region,
        Some(RegionRef::new("provincie", "PV26")),
        "the organisation is where it was"
    );
    let bergen = asks(Municipality, "Bergen", Some(&["GM0373"]), by).expect("the one that was said");
    assert_eq!(bergen.organisation.municipality.expect("a place").0, "GM0373");
}

#[test]
fn who_is_asked_and_says_nothing_is_asked_again_and_who_was_not_asked_is_not() {
    use OrganisationKind::{HousingCorporation, RegionalBody};
    for kind in [HousingCorporation, RegionalBody] {
        let asked = |places: Option<&[&str]>, by| asks(kind, "Portaal", places, by);
        assert_eq!(asked(Some(&[" "]), FilledIn::ByAsker), Err(vec!["organisation.places REQUIRED".to_owned()]));
        assert_eq!(asked(Some(&[]), FilledIn::ByDesk).expect("taken").place, Place::Nationwide);
        assert_eq!(asked(None, FilledIn::ByAsker).expect("taken").place, Place::Nationwide);
        assert_eq!(asked(Some(&["heel Nederland"]), FilledIn::ByAsker).expect("taken").place, Place::Nationwide);
        let wrong = asked(Some(&["Atlantis", "Utrecht", "Zeist"]), FilledIn::ByAsker);
        assert_eq!(
            wrong,
            Err(vec!["organisation.places UNKNOWN".to_owned(), "organisation.places AMBIGUOUS".to_owned()])
        );
    }
}

#[test]
fn what_was_chosen_answers_what_was_asked_back() {
    let typed = ["Utrecht".to_owned(), "zeist".to_owned(), "Provincie Utrecht".to_owned()];
    assert_eq!(places_to_ask(&WHOLE, &typed[..2], day(ON)).len(), 1);
    assert_eq!(places_to_ask(&WHOLE, &typed, day(ON)), []);
    assert_eq!(places_as_understood(&WHOLE, &typed, day(ON)), "Gemeente Zeist, Provincie Utrecht");
    assert_eq!(places_as_understood(&WHOLE, &typed[..2], day(ON)), "Utrecht, Gemeente Zeist", "nothing typed is lost");
}

proptest! {
    #[test]
    fn a_list_as_the_desk_writes_it_is_read_as_the_same_places(ats in prop::collection::btree_set(0..each().len(), 1..9)) {
        let all = each();
        let places: Vec<&Place> = ats.iter().map(|at| &all[*at]).collect();
        let typed = split_places(&WHOLE, &WHOLE.places_in_full(places.iter().copied()));
        prop_assert_eq!(typed.len(), places.len());
        for name in typed {
            let found = match meant(&name) {
                PlaceMeant::This(place) => vec![place],
                PlaceMeant::OneOf(may) => may,
                PlaceMeant::Unknown => Vec::new(),
            };
            prop_assert!(found.iter().any(|place| places.contains(&place)), "{}", name);
        }
    }

    #[test]
    fn two_letters_that_changed_about_are_asked_back_and_never_read_as_what_they_look_like(
        at in 0..1_000_usize, from in 1..20_usize
    ) {
        let living: Vec<_> = WHOLE.municipalities.values().filter(|known| known.valid.holds_on(day(ON))).collect();
        let known = living[at % living.len()];
        let mut typed: Vec<char> = known.name.chars().collect();
        let from = from % (typed.len() - 1);
        typed.swap(from, from + 1);
        let typed = String::from_iter(typed);
        let letters = |text: &str| domain::fold(text).replace(' ', "");
        if letters(&typed) != letters(&known.name) {
            prop_assert_ne!(meant(&typed), PlaceMeant::This(Place::Municipality(known.code.clone())), "{}", typed);
        }
    }
}
