//! Who asks, and from where: a code, a name, or nowhere in particular.

use crate::given::{TODAY, accepted, code, complaints, day, draft, small_country, taxonomy};
use domain::{Numbers, OrganisationDraft, OrganisationKind, OrganisationName, Place, QuestionDraft, RegionRef};

fn asked(kind: OrganisationKind, name: &str, municipality: Option<&str>, region: Option<&str>) -> QuestionDraft {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let organisation = OrganisationDraft {
        kind: Some(kind),
        name: name.to_owned(),
        municipality: owned(municipality),
        region: owned(region),
        ..OrganisationDraft::default()
    };
    QuestionDraft { organisation, ..draft() }
}

fn taken(draft: QuestionDraft) -> (OrganisationName, Place) {
    let question = accepted(draft);
    (question.organisation, question.place)
}

use OrganisationKind::{CarePartner, HousingCorporation, Municipality, Province, SocietalOrganisation};

#[test]
fn a_code_says_where_somebody_is_whatever_the_name_says() {
    let (organisation, place) = taken(asked(Municipality, "Gemeente Weetniemand", Some(" gm0002 "), None));
    assert_eq!(place, Place::Municipality(code("GM0002")));
    assert_eq!(organisation.name, "Gemeente Weetniemand", "the name is theirs");
    assert_eq!((organisation.municipality, organisation.region), (Some(code("GM0002")), None));
}

#[test]
fn a_region_is_meant_by_its_layout_and_code_or_by_the_closest_layout_that_has_that_code() {
    for (typed, layout) in [("zorgkantoor:R1", "zorgkantoor"), (" R1 ", "provincie")] {
        let (organisation, place) = taken(asked(HousingCorporation, "Woonstad", None, Some(typed)));
        assert_eq!(place, Place::Region(RegionRef::new(layout, "R1")), "{typed}");
        assert_eq!((organisation.municipality, organisation.region), (None, Some(RegionRef::new(layout, "R1"))));
    }
}

#[test]
fn of_a_municipality_and_a_region_the_municipality_counts() {
    let (_, place) = taken(asked(CarePartner, "Zorggroep", Some("GM0002"), Some("zorgkantoor:R1")));
    assert_eq!(place, Place::Municipality(code("GM0002")));
}

#[test]
fn a_code_that_nobody_knows_is_a_complaint_and_is_not_made_up_for_by_the_name() {
    assert_eq!(
        complaints(asked(Municipality, "Nieuwendam", Some("GM9999"), None)),
        ["organisation.municipality UNKNOWN"]
    );
    assert_eq!(complaints(asked(CarePartner, "Zorggroep", None, Some("R9"))), ["organisation.region UNKNOWN"]);
}

#[test]
fn an_empty_code_is_no_code() {
    let (_, place) = taken(asked(Municipality, "Nieuwendam", Some("  "), Some("")));
    assert_eq!(place, Place::Municipality(code("GM0002")));
}

#[test]
fn a_municipality_of_before_is_known_by_its_code_and_by_its_name_no_longer() {
    let (_, place) = taken(asked(Municipality, "Gemeente Oudendam", Some("GM0001"), None));
    assert_eq!(place, Place::Municipality(code("GM0001")), "an old question says where it came from");
    assert_eq!(complaints(asked(Municipality, "Gemeente Oudendam", None, None)), ["organisation.name UNKNOWN"]);
    let then = asked(Municipality, "Gemeente Oudendam", None, None);
    let then = then.check(&taxonomy(), &small_country(), day("2025-12-31"), Numbers::Unexplained);
    assert_eq!(then.map(|question| question.place), Ok(Place::Municipality(code("GM0001"))));
}

#[test]
fn a_name_with_a_slip_in_it_is_mended_and_a_name_that_is_right_stays_as_typed() {
    let (organisation, place) = taken(asked(Municipality, "gemeente nieuwendm", None, None));
    assert_eq!((organisation.name.as_str(), place), ("Gemeente Nieuwendam", Place::Municipality(code("GM0002"))));
    let (organisation, _) = taken(asked(Municipality, "de gemeente NIEUWENDAM, afd. Wonen", None, None));
    assert_eq!(organisation.name, "de gemeente NIEUWENDAM, afd. Wonen");
}

#[test]
fn a_letter_that_may_be_another_place_is_asked_about_with_the_name_that_may_be_meant() {
    let draft = asked(Municipality, "Nieuwendum", None, None);
    let refused =
        draft.check(&taxonomy(), &small_country(), day(TODAY), Numbers::Unexplained).expect_err("it is not sure");
    assert_eq!(refused.0.len(), 1);
    assert_eq!(
        (refused.0[0].code.as_str(), refused.0[0].path.join(".")),
        ("AMBIGUOUS", "organisation.name".to_owned())
    );
    assert!(refused.0[0].message.contains("Bedoelt u Nieuwendam?"), "{}", refused.0[0].message);
}

#[test]
fn a_province_is_known_by_its_name_and_another_kind_of_organisation_is_not_placed_by_it() {
    let (_, place) = taken(asked(Province, "Provincie Utrecht", None, None));
    assert_eq!(place, Place::Region(RegionRef::new("provincie", "R1")));
    for kind in [HousingCorporation, CarePartner, SocietalOrganisation] {
        let (organisation, place) = taken(asked(kind, "Nieuwendam", None, None));
        assert_eq!((place, organisation.name.as_str()), (Place::Nationwide, "Nieuwendam"), "{kind:?}");
        assert_eq!((organisation.municipality, organisation.region), (None, None));
    }
}

#[test]
fn a_region_of_another_layout_is_no_province() {
    assert_eq!(complaints(asked(Province, "Midden", None, None)), ["organisation.name UNKNOWN"]);
}

#[test]
fn a_name_that_is_missing_is_one_complaint_and_not_also_an_unknown_place() {
    for kind in [Municipality, Province, CarePartner] {
        assert_eq!(complaints(asked(kind, " \u{200b}", None, None)), ["organisation.name REQUIRED"], "{kind:?}");
    }
}

#[test]
fn who_does_not_say_what_they_are_is_asked_and_their_name_is_looked_at_all_the_same() {
    let mut draft = asked(CarePartner, "a\nb", None, None);
    draft.organisation.kind = None;
    assert_eq!(complaints(draft), ["organisation.name INVALID", "organisation.kind REQUIRED"]);
}
