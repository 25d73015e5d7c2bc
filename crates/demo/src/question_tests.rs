#![allow(clippy::unwrap_used)]
use super::*;
use crate::step::What;
use crate::testing;
use chrono::{Duration, TimeZone};
use domain::{Asked, Numbers, Standing, Transition, find_personal_data};
use std::sync::LazyLock;

fn until() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 12, 0, 0).unwrap()
}

static DESK: LazyLock<Vec<DemoQuestion>> = LazyLock::new(|| questions(2_000, until()));

#[test]
fn the_same_arguments_give_the_same_desk() {
    assert_eq!(questions(300, until()), questions(300, until()));
    assert_eq!(questions(0, until()), []);
    assert_eq!(questions(1, until()).len(), 1);
}

#[test]
fn two_thousand_questions_pass_the_check_of_the_form() {
    let (taxonomy, geography) = (testing::taxonomy(), testing::geography());
    assert_eq!(DESK.len(), 2_000);
    for question in DESK.iter() {
        let day = amsterdam_day(question.received_at);
        let checked = question.draft.clone().check(&taxonomy, &geography, day, Numbers::Unexplained);
        assert!(checked.is_ok(), "{:?}: {:?}", question.draft, checked.err());
        assert!(find_personal_data(&question.draft.body).is_empty(), "{}", question.draft.body);
        assert!(question.draft.contact.email.ends_with(".example"));
    }
}

#[test]
fn no_text_shows_its_seams() {
    for question in DESK.iter() {
        let said = question.story.iter().filter_map(|step| match &step.what {
            What::AskBack { body } | What::AskerReacts { body } | What::Note { body } | What::Answer { body } => {
                Some(body)
            }
            What::Reopen { reason } | What::HandOver { reason } => Some(reason),
            What::Close | What::CorrectTopics { .. } => None,
        });
        for text in said.chain([&question.draft.subject, &question.draft.body]) {
            assert!(!text.trim().is_empty());
            assert!(!text.contains(['{', '}', '|']) && !text.contains("  ") && !text.contains(".."), "{text}");
        }
    }
}

#[test]
fn no_two_questions_are_the_same_and_neighbours_in_the_inbox_differ() {
    let bodies: BTreeSet<_> = DESK.iter().map(|question| &question.draft.body).collect();
    assert!(bodies.len() >= 1_990, "{}", bodies.len());
    let keys: BTreeSet<_> = DESK.iter().map(|question| question.draft.submission_key).collect();
    assert_eq!(keys.len(), DESK.len());
    for page in DESK.chunks(50) {
        let subjects: BTreeSet<_> = page.iter().map(|question| question.draft.subject.to_lowercase()).collect();
        assert!(subjects.len() >= 46, "{subjects:#?}");
    }
}

#[test]
fn all_development_questions_are_in_a_full_year() {
    let bodies: BTreeSet<_> = DESK.iter().map(|question| question.draft.body.clone()).collect();
    assert!(development::lines().iter().all(|line| bodies.contains(&line.body)));
}

#[test]
fn every_topic_occurs_and_many_askers_tick_nothing() {
    let ticked = DESK.iter().flat_map(|question| question.draft.groups.iter().chain(&question.draft.themes));
    let seen: BTreeSet<_> = ticked.cloned().collect();
    for topic in testing::taxonomy().all() {
        assert!(seen.contains(topic.key.as_str()), "nobody ticks {}", topic.key);
    }
    let bare = DESK.iter().filter(|question| question.draft.groups.is_empty() && question.draft.themes.is_empty());
    assert!((800..1_400).contains(&bare.count()));
}

#[test]
fn every_kind_of_organisation_asks_and_from_all_over_the_country() {
    let count = |kind| DESK.iter().filter(|question| question.draft.organisation.kind == Some(kind)).count();
    for kind in OrganisationKind::ALL {
        let least = match kind {
            // They are sent to their municipality.
            OrganisationKind::Resident => 0,
            OrganisationKind::MunicipalWorkOrganisation
            | OrganisationKind::RegionalBody
            | OrganisationKind::State
            | OrganisationKind::Adviser => 5,
            _ => 60,
        };
        assert!(count(kind) >= least, "{kind:?}: {}", count(kind));
    }
    assert!(count(OrganisationKind::Municipality) > 1_000);
    let towns: BTreeSet<_> =
        DESK.iter().filter_map(|question| question.draft.organisation.municipality.clone()).collect();
    assert!(towns.len() > 250, "{}", towns.len());
}

#[test]
fn the_towns_of_the_demo_are_the_towns_of_the_reference_files() {
    let geography = testing::geography();
    for town in &Material::load().towns {
        let known = geography.municipalities.get(&domain::MunicipalityCode(town.code.clone()));
        let known = known.unwrap_or_else(|| panic!("{} is unknown", town.code));
        let names: Vec<&str> =
            std::iter::once(known.name.as_str()).chain(known.aliases.iter().map(String::as_str)).collect();
        assert!(names.iter().any(|name| name.starts_with(&town.name)), "{}: {names:?}", town.name);
    }
}

#[test]
fn steps_follow_each_other_in_time_and_are_all_allowed() {
    for question in DESK.iter() {
        let now = question.received_at;
        let asked = Asked { since: now, reminded_at: None, acts_at: None };
        let mut standing = Standing::Assigned;
        let mut before = Duration::zero();
        for step in &question.story {
            assert!(step.after > before && question.received_at + step.after < until());
            before = step.after;
            let transition = match &step.what {
                What::AskBack { .. } => Transition::AskBack(asked),
                What::AskerReacts { .. } => Transition::AskerReacts,
                What::Answer { .. } => Transition::Answer { closes_at: None },
                What::Close => Transition::Close { at: now, ending: domain::Ending::default() },
                What::Reopen { .. } => Transition::Reopen,
                What::HandOver { .. } => Transition::Assign,
                What::Note { .. } | What::CorrectTopics { .. } => continue,
            };
            standing = standing.after(transition).unwrap_or_else(|why| panic!("{why} {:?}", question.story));
        }
    }
}

#[test]
fn stories_differ_and_only_the_newest_questions_are_open() {
    let share = |holds: &dyn Fn(&DemoQuestion) -> bool| DESK.iter().filter(|one| holds(one)).count() as f64 / 2_000.0;
    let has = |holds: fn(&What) -> bool| share(&|one| one.story.iter().any(|step| holds(&step.what)));
    assert!((0.1..0.25).contains(&has(|what| matches!(what, What::AskBack { .. }))));
    assert!((0.04..0.15).contains(&has(|what| matches!(what, What::HandOver { .. }))));
    assert!((0.01..0.06).contains(&has(|what| matches!(what, What::Reopen { .. }))));
    assert!(has(|what| matches!(what, What::CorrectTopics { .. })) > 0.05);
    let answered =
        |one: &DemoQuestion| one.story.iter().any(|step| matches!(step.what, What::Answer { .. } | What::Close));
    assert!((0.01..0.12).contains(&share(&|one| !answered(one))), "{}", share(&|one| !answered(one)));
    let month_old = until() - Duration::days(90);
    assert!(DESK.iter().filter(|one| one.received_at < month_old).all(answered));
    let late = share(&|one| {
        let first = one.story.iter().find(|step| matches!(step.what, What::Answer { .. }));
        first.is_some_and(|step| step.after > Duration::days(16))
    });
    assert!((0.02..0.2).contains(&late), "{late}");
}

#[test]
fn one_theme_rises_towards_the_end() {
    let about = |from: i64, to: i64| {
        let within = |one: &&DemoQuestion| {
            (until() - Duration::days(from)..until() - Duration::days(to)).contains(&one.received_at)
        };
        let all = DESK.iter().filter(within).count() as f64;
        let law = DESK
            .iter()
            .filter(within)
            .filter(|one| one.draft.themes.first().is_some_and(|theme| theme == "wet-versterking-regie"));
        law.count() as f64 / all
    };
    assert!(about(21, 0) > 2.0 * about(300, 60), "{} {}", about(21, 0), about(300, 60));
}
