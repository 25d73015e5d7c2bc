//! The people of the desk: who may do what, and who works when.

use crate::given::{day, period, person};
use chrono::{Datelike, Days};
use domain::{Absence, Actor, Coverage, Exclusion, Expert, Period, Person, RegionRef, Role, TicketId, WorkingDays};
use proptest::prelude::*;

fn away(from: &str, to: &str, cover: Option<u128>) -> Absence {
    Absence { from: day(from), to: day(to), cover: cover.map(person) }
}

fn expert(absences: Vec<Absence>) -> Expert {
    Expert {
        id: person(1),
        name: "Ans".to_owned(),
        expertise: Vec::new(),
        coverage: vec![Coverage::National, Coverage::Region(RegionRef::new("provincie", "PV26"))],
        languages: vec!["en".to_owned()],
        weekly_minutes: 480,
        working_days: WorkingDays::FULL_WEEK,
        absences,
    }
}

fn staff(roles: &[Role]) -> Actor {
    Actor::Staff { id: person(9), roles: roles.to_vec() }
}

#[test]
fn only_staff_has_a_role_and_only_the_role_that_was_given() {
    let lead = staff(&[Role::Lead]);
    assert_eq!(Role::ALL.map(|role| lead.has(role)), [false, true, false]);
    for nobody in [Actor::Anonymous, Actor::Asker(TicketId(3)), Actor::System, staff(&[])] {
        assert_eq!(Role::ALL.map(|role| nobody.has(role)), [false; 3], "{nobody:?}");
    }
}

#[test]
fn the_desk_itself_and_an_asker_are_no_person_of_the_desk() {
    assert_eq!(staff(&[]).person(), Some(person(9)));
    for nobody in [Actor::Anonymous, Actor::Asker(TicketId(3)), Actor::System] {
        assert_eq!(nobody.person(), None, "{nobody:?}");
    }
}

#[test]
fn an_actor_is_written_in_the_ledger_under_names_that_stay() {
    for (actor, stored) in [
        (Actor::Anonymous, r#""anonymous""#),
        (Actor::System, r#""system""#),
        (Actor::Asker(TicketId(42)), r#"{"asker":42}"#),
        (
            staff(&[Role::Expert, Role::Lead]),
            r#"{"staff":{"id":"00000000-0000-0000-0000-000000000009","roles":["EXPERT","LEAD"]}}"#,
        ),
    ] {
        assert_eq!(serde_json::to_string(&actor).expect("it can be written"), stored);
        assert_eq!(serde_json::from_str::<Actor>(stored).expect("it can be read"), actor);
    }
}

#[test]
fn an_expert_who_left_answers_nothing_and_a_lead_who_is_no_expert_neither() {
    let person = |roles: &[Role], active| Person {
        id: person(1),
        name: "Ans".to_owned(),
        email: "ans@loket.example".to_owned(),
        roles: roles.to_vec(),
        active,
        demo: false,
    };
    assert!(person(&[Role::Lead, Role::Expert], true).is_expert());
    assert!(!person(&[Role::Expert], false).is_expert());
    assert!(!person(&[Role::Lead, Role::Administrator], true).is_expert());
}

#[test]
fn an_expert_is_away_on_the_first_and_the_last_day_and_not_a_day_longer() {
    let expert = expert(vec![away("2026-12-24", "2027-01-03", Some(2)), away("2027-05-05", "2027-05-05", Some(3))]);
    for (on, cover) in [
        ("2026-12-23", None),
        ("2026-12-24", Some(2)),
        ("2027-01-01", Some(2)),
        ("2027-01-03", Some(2)),
        ("2027-01-04", None),
        ("2027-05-04", None),
        ("2027-05-05", Some(3)),
        ("2027-05-06", None),
    ] {
        let found = expert.absence_on(day(on)).and_then(|absence| absence.cover);
        assert_eq!(found, cover.map(person), "{on}");
    }
}

#[test]
fn of_two_absences_on_a_day_the_one_that_was_named_first_counts() {
    let expert = expert(vec![away("2026-12-01", "2026-12-31", Some(2)), away("2026-12-10", "2026-12-12", Some(3))]);
    assert_eq!(expert.absence_on(day("2026-12-11")).and_then(|absence| absence.cover), Some(person(2)));
}

#[test]
fn an_absence_that_ends_before_it_begins_is_on_no_day() {
    let backwards = away("2026-12-12", "2026-12-10", None);
    for on in ["2026-12-09", "2026-12-10", "2026-12-11", "2026-12-12", "2026-12-13"] {
        assert!(!backwards.holds_on(day(on)), "{on}");
    }
}

#[test]
fn a_full_week_is_monday_to_friday() {
    let monday = day("2026-11-23");
    let works = [0, 1, 2, 3, 4, 5, 6].map(|number| WorkingDays::FULL_WEEK.contains(monday + Days::new(number)));
    assert_eq!(works, [true, true, true, true, true, false, false]);
}

#[test]
fn an_expert_is_stored_under_names_that_stay() {
    let stored = serde_json::to_value(expert(vec![away("2026-12-24", "2027-01-03", None)])).expect("it can be written");
    assert_eq!(
        stored,
        serde_json::json!({
            "id": "00000000-0000-0000-0000-000000000001", "name": "Ans", "expertise": [],
            "coverage": ["national", { "region": { "layout": "provincie", "code": "PV26" } }],
            "languages": ["en"], "weekly_minutes": 480, "working_days": 31,
            "absences": [{ "from": "2026-12-24", "to": "2027-01-03", "cover": null }],
        })
    );
}

#[test]
fn a_period_that_ends_where_another_begins_shares_that_day_with_it() {
    let first = period("2026-01-01", Some("2026-06-30"));
    assert!(first.overlaps(period("2026-06-30", None)));
    assert!(!first.overlaps(period("2026-07-01", None)));
    assert!(first.overlaps(period("2025-01-01", Some("2026-01-01"))));
    assert!(!first.overlaps(period("2025-01-01", Some("2025-12-31"))));
    assert!(period("2020-01-01", None).overlaps(Period::since(day("2099-01-01"))), "neither has an end");
}

#[test]
fn a_period_that_is_still_to_begin_lasts_already_but_does_not_hold_yet() {
    let later = period("2027-01-01", Some("2027-12-31"));
    assert!(later.lasts_until(day("2026-11-24")) && !later.holds_on(day("2026-11-24")));
    assert!(!later.lasts_until(day("2028-01-01")));
}

#[test]
fn a_period_is_stored_under_the_names_of_the_columns() {
    let stored = serde_json::to_string(&period("2026-01-01", None)).expect("it can be written");
    assert_eq!(stored, r#"{"valid_from":"2026-01-01","valid_to":null}"#);
}

#[test]
fn who_could_not_be_chosen_is_told_why_in_hours_and_days() {
    for (exclusion, says) in [
        (Exclusion::Full { open_minutes: 485, weekly_minutes: 480 }, "heeft al 8 uur open werk op 8 uur per week"),
        (Exclusion::Absent { until: day("2027-01-03") }, "afwezig tot en met zondag 3 januari"),
        (Exclusion::Language { language: "en".to_owned() }, "antwoordt niet in het Engels"),
        (Exclusion::Language { language: "fy".to_owned() }, "antwoordt niet in deze taal (fy)"),
    ] {
        assert_eq!(exclusion.in_words(), says);
    }
}

#[test]
fn why_somebody_was_passed_over_is_stored_with_what_was_counted_and_read_back() {
    for (exclusion, stored) in [
        (Exclusion::Declined, r#"{"because":"declined"}"#),
        (Exclusion::ConflictOfInterest, r#"{"because":"conflict_of_interest"}"#),
        (Exclusion::Absent { until: day("2027-01-03") }, r#"{"because":"absent","until":"2027-01-03"}"#),
        (
            Exclusion::Full { open_minutes: 485, weekly_minutes: 480 },
            r#"{"because":"full","open_minutes":485,"weekly_minutes":480}"#,
        ),
    ] {
        assert_eq!(serde_json::to_string(&exclusion).expect("it can be written"), stored);
        assert_eq!(serde_json::from_str::<Exclusion>(stored).expect("it can be read"), exclusion);
    }
}

proptest! {
    #[test]
    fn somebody_works_on_a_weekday_or_not_whatever_the_week(
        bits in 0..128_u8, week in 0..2_000_u64, number in 0..7_u64,
    ) {
        let days = WorkingDays(bits);
        let monday = day("2026-11-23");
        let (this, other) = (monday + Days::new(number), monday + Days::new(number + 7 * week));
        prop_assert_eq!(days.contains(this), days.contains(other));
        let without = WorkingDays(bits & !(1 << number));
        prop_assert!(!without.contains(this));
        let another = monday + Days::new((number + 3) % 7);
        prop_assert_eq!(without.contains(another), days.contains(another), "{}", another.weekday());
    }

    #[test]
    fn an_absence_holds_on_as_many_days_as_lie_between_its_ends(from in 0..40_u64, length in 0..40_u64) {
        let first = day("2026-12-01") + Days::new(from);
        let absence = Absence { from: first, to: first + Days::new(length), cover: None };
        let days = (0..120).filter(|number| absence.holds_on(day("2026-11-30") + Days::new(*number))).count();
        prop_assert_eq!(days as u64, length + 1);
    }
}
