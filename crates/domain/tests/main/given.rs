//! What the tests begin with: days, moments, places, topics and a question that is in order.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    Axis, Complaints, Confidence, ContactDraft, Deadline, Geography, Layout, LayoutKey, Membership, Metric,
    Municipality, MunicipalityCode, Numbers, OrganisationDraft, OrganisationKind, Period, PersonId, Promises, Question,
    QuestionDraft, Region, RegionRef, SubmissionKey, Taxonomy, Topic, TopicKey,
};
use uuid::Uuid;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

/// So many seconds after a moment that is always the same.
pub(crate) fn second(number: i64) -> DateTime<Utc> {
    at("2026-11-24T09:00:00Z") + TimeDelta::seconds(number)
}

pub(crate) fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

pub(crate) fn period(from: &str, to: Option<&str>) -> Period {
    Period { from: day(from), to: to.map(day) }
}

/// A promise that falls due at this second, with a reminder ten seconds before.
pub(crate) fn promise(due: i64) -> Deadline {
    Deadline {
        round: 1,
        outcome: None,
        counted_from: second(-1_000),
        due_at: second(due),
        remind_at: second(due - 10),
        derivation: "twee werkdagen".to_owned(),
        calendar_version: 3,
        met_at: None,
        worked_minutes: None,
        breached_at: None,
        paused_at: None,
        extra_days: 0,
    }
}

/// A first response and an answer that fall due at these seconds.
pub(crate) fn promises(first_response: i64, answer: i64) -> Promises {
    Promises::make(|metric| match metric {
        Metric::FirstResponse => promise(first_response),
        Metric::Answer => promise(answer),
    })
}

pub(crate) fn code(text: &str) -> MunicipalityCode {
    MunicipalityCode(text.to_owned())
}

/// What may be said of a municipality beside its code and name.
pub(crate) fn municipality(at: &str, name: &str, valid: Period, successor: Option<&str>) -> Municipality {
    Municipality { code: code(at), name: name.to_owned(), aliases: Vec::new(), valid, successor: successor.map(code) }
}

pub(crate) fn member(of: &str, region: &RegionRef, valid: Period) -> Membership {
    Membership {
        municipality: code(of),
        region: region.clone(),
        is_primary: true,
        confidence: Confidence::High,
        source: "bedacht".to_owned(),
        valid,
    }
}

pub(crate) fn region(layout: &str, code: &str, name: &str) -> Region {
    Region {
        region: RegionRef::new(layout, code),
        name: name.to_owned(),
        confidence: Confidence::Medium,
        valid: period("2020-01-01", None),
    }
}

pub(crate) fn geography(
    layouts: &[(&str, i32)],
    regions: Vec<Region>,
    municipalities: Vec<Municipality>,
    memberships: Vec<Membership>,
) -> Geography {
    let mut geography = Geography::default();
    for (key, weight) in layouts {
        let key = LayoutKey((*key).to_owned());
        geography.layouts.insert(key.clone(), Layout { label: key.0.clone(), key, weight: *weight });
    }
    geography.regions = regions.into_iter().map(|region| (region.region.clone(), region)).collect();
    geography.municipalities = municipalities.into_iter().map(|known| (known.code.clone(), known)).collect();
    for membership in memberships {
        geography.memberships.entry(membership.municipality.clone()).or_default().push(membership);
    }
    geography
}

/// Two municipalities, one of which became part of the other in 2026; two layouts that share a code.
pub(crate) fn small_country() -> Geography {
    let (province, care) = (RegionRef::new("provincie", "R1"), RegionRef::new("zorgkantoor", "R1"));
    let since = period("2020-01-01", None);
    geography(
        &[("provincie", 120), ("zorgkantoor", 80)],
        vec![region("provincie", "R1", "Utrecht"), region("zorgkantoor", "R1", "Midden")],
        vec![
            municipality("GM0001", "Oudendam", period("2020-01-01", Some("2025-12-31")), Some("GM0002")),
            municipality("GM0002", "Nieuwendam", since, None),
        ],
        vec![
            member("GM0001", &province, period("2020-01-01", Some("2025-12-31"))),
            member("GM0002", &province, since),
            member("GM0002", &care, since),
        ],
    )
}

pub(crate) fn topic(key: &str, axis: Axis, valid: Period) -> Topic {
    Topic {
        key: TopicKey::from(key),
        axis,
        label: format!("Over {key}"),
        description: String::new(),
        valid,
        successor: None,
    }
}

/// A group and two themes, of which one may no longer be used in 2026.
pub(crate) fn taxonomy() -> Taxonomy {
    let since = period("2020-01-01", None);
    Taxonomy::new(vec![
        topic("ouderen", Axis::Group, since),
        topic("studenten", Axis::Group, since),
        topic("flexwonen", Axis::Theme, since),
        topic("woonvisie", Axis::Theme, period("2020-01-01", Some("2025-12-31"))),
    ])
}

pub(crate) const TODAY: &str = "2026-11-24";

/// A question without a fault.
pub(crate) fn draft() -> QuestionDraft {
    QuestionDraft {
        submission_key: SubmissionKey(Uuid::from_u128(7)),
        subject: "Flexwoningen".to_owned(),
        body: "Hoe lang mogen ze blijven staan?".to_owned(),
        organisation: OrganisationDraft {
            kind: Some(OrganisationKind::CarePartner),
            name: "Zorggroep Oost".to_owned(),
            municipality: None,
            region: None,
            ..OrganisationDraft::default()
        },
        contact: ContactDraft { name: "Ans".to_owned(), email: "ans@zorg.example".to_owned(), phone: None },
        groups: Vec::new(),
        themes: Vec::new(),
    }
}

pub(crate) fn check(draft: QuestionDraft) -> Result<Question, Complaints> {
    draft.check(&taxonomy(), &small_country(), day(TODAY), Numbers::Unexplained)
}

/// What is taken in; a complaint fails the test.
pub(crate) fn accepted(draft: QuestionDraft) -> Question {
    check(draft).unwrap_or_else(|complaints| panic!("{complaints:?}"))
}

/// Every complaint as `path CODE`, in the order in which it was made.
pub(crate) fn complaints(draft: QuestionDraft) -> Vec<String> {
    check(draft).err().map(|complaints| in_short(&complaints)).unwrap_or_default()
}

pub(crate) fn in_short(complaints: &Complaints) -> Vec<String> {
    complaints.0.iter().map(|one| format!("{} {}", one.path.join("."), one.code)).collect()
}
