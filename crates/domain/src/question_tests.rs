use super::*;
use crate::{Confidence, Layout, LayoutKey, Region, Topic};
use uuid::Uuid;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).expect("a real day")
}

fn geography() -> Geography {
    let mut geography = Geography::default();
    for (code, name, aliases) in [
        ("GM0518", "'s-Gravenhage", vec!["Den Haag"]),
        ("GM0373", "Bergen (NH)", vec!["Bergen"]),
        ("GM0893", "Bergen (L)", vec!["Bergen"]),
        ("GM0344", "Utrecht", vec![]),
    ] {
        let code = MunicipalityCode(code.to_owned());
        let municipality = Municipality {
            code: code.clone(),
            name: name.to_owned(),
            aliases: aliases.into_iter().map(str::to_owned).collect(),
            valid_from: NaiveDate::MIN,
            valid_to: None,
            successor: None,
        };
        geography.municipalities.insert(code, municipality);
    }
    let layout = LayoutKey("provincie".to_owned());
    geography.layouts.insert(layout.clone(), Layout { key: layout, label: "Provincie".to_owned(), weight: 120 });
    for (code, name) in [("PV26", "Utrecht"), ("PV21", "Fryslân")] {
        let region = RegionRef::new("provincie", code);
        geography.regions.insert(
            region.clone(),
            Region {
                region,
                name: name.to_owned(),
                confidence: Confidence::High,
                valid_from: NaiveDate::MIN,
                valid_to: None,
            },
        );
    }
    geography
}

fn taxonomy() -> Taxonomy {
    let topic = |key: &str, axis| Topic {
        key: key.into(),
        axis,
        label: key.to_owned(),
        description: String::new(),
        valid_from: NaiveDate::MIN,
        valid_to: None,
    };
    Taxonomy::new(vec![topic("ouderen", Axis::Group), topic("flexwonen", Axis::Theme)])
}

fn draft() -> QuestionDraft {
    QuestionDraft {
        submission_key: SubmissionKey(Uuid::nil()),
        subject: "Flexwoningen".to_owned(),
        body: "Hoe lang mogen ze blijven staan?".to_owned(),
        organisation: OrganisationDraft {
            kind: Some(OrganisationKind::Municipality),
            name: "Gemeente Den Haag".to_owned(),
            municipality: None,
            region: None,
        },
        contact: ContactDraft { name: "Ans".to_owned(), email: "ans@denhaag.nl".to_owned(), phone: None },
        groups: vec!["ouderen".to_owned()],
        themes: vec![],
    }
}

fn complaints(draft: QuestionDraft) -> Vec<(String, String)> {
    match draft.check(&taxonomy(), &geography(), today()) {
        Ok(_) => Vec::new(),
        Err(complaints) => complaints.0.into_iter().map(|one| (one.path.join("."), one.code)).collect(),
    }
}

#[test]
fn a_municipality_is_known_by_its_alias() {
    let question = draft().check(&taxonomy(), &geography(), today()).expect("a good question");
    assert_eq!(question.place, Place::Municipality(MunicipalityCode("GM0518".to_owned())));
}

#[test]
fn a_name_shared_by_two_municipalities_is_asked_about() {
    let mut two = draft();
    two.organisation.name = "Bergen".to_owned();
    assert_eq!(complaints(two), [("organisation.name".to_owned(), "AMBIGUOUS".to_owned())]);
}

#[test]
fn utrecht_is_a_municipality_or_a_province_by_its_kind() {
    let mut province = draft();
    province.organisation.kind = Some(OrganisationKind::Province);
    province.organisation.name = "Utrecht".to_owned();
    let question = province.check(&taxonomy(), &geography(), today()).expect("a good question");
    assert_eq!(question.place, Place::Region(RegionRef::new("provincie", "PV26")));
}

#[test]
fn all_complaints_come_at_once() {
    let bad = QuestionDraft {
        subject: " ".to_owned(),
        body: "a\0b".to_owned(),
        organisation: OrganisationDraft {
            kind: None,
            name: String::new(),
            municipality: Some("GM9999".to_owned()),
            region: None,
        },
        contact: ContactDraft { name: String::new(), email: "geen adres".to_owned(), phone: Some("12".to_owned()) },
        groups: vec!["flexwonen".to_owned()],
        ..draft()
    };
    let paths: Vec<String> = complaints(bad).into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        paths,
        [
            "subject",
            "body",
            "organisation.name",
            "organisation.kind",
            "organisation.municipality",
            "contact.name",
            "contact.email",
            "contact.phone",
            "groups"
        ]
    );
}

#[test]
fn a_citizen_number_is_refused_before_it_is_stored() {
    let mut with_number = draft();
    with_number.body = "Het gaat om mevrouw met BSN 111222333.".to_owned();
    assert_eq!(complaints(with_number), [("body".to_owned(), "PERSONAL_DATA".to_owned())]);
}
