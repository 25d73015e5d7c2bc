//! Why somebody could not get a question, when they know some of its topics or none.

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{Absence, Axis, Coverage, Decision, Exclusion, Expert, Expertise, Level, PersonId, TopicKey, WorkingDays};
use routing::{Case, CaseTopic, Load, Roster, decide};
use std::collections::HashMap;
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-24T09:00:00Z").expect("a good moment").to_utc()
}

fn expert(number: u128, topics: &[&str]) -> Expert {
    let of = |topic: &&str| Expertise { topic: TopicKey::from(*topic), level: Level::Good };
    Expert {
        id: PersonId(Uuid::from_u128(number)),
        name: format!("Deskundige {number}"),
        expertise: topics.iter().map(of).collect(),
        coverage: vec![Coverage::National],
        languages: Vec::new(),
        weekly_minutes: 40 * 60,
        working_days: WorkingDays::FULL_WEEK,
        absences: Vec::new(),
    }
}

fn away(expert: Expert) -> Expert {
    let from = now().date_naive();
    Expert { absences: vec![Absence { from, to: from + Days::new(30), cover: None }], ..expert }
}

fn case(topics: &[(&str, Axis)]) -> Case {
    let topic = |(at, (key, axis)): (usize, &(&str, Axis))| CaseTopic {
        key: TopicKey::from(*key),
        axis: *axis,
        certainty: 800,
        primary: at == 0,
        label: (*key).to_owned(),
    };
    Case {
        topics: topics.iter().enumerate().map(topic).collect(),
        places: Vec::new(),
        regions: Vec::new(),
        language: "nl".to_owned(),
        organisation: None,
        effort_minutes: 120,
        answer_due_on: NaiveDate::from_ymd_opt(2026, 12, 8).expect("a real day"),
        waiting_days: 0,
        declined_by: Vec::new(),
        conflicts: Vec::new(),
        known_experts: Vec::new(),
    }
}

fn why(decision: &Decision, number: u128) -> Option<Exclusion> {
    let id = PersonId(Uuid::from_u128(number));
    decision.candidates.iter().find(|candidate| candidate.expert == id).and_then(|candidate| candidate.excluded.clone())
}

#[test]
fn who_knows_none_of_the_topics_is_told_apart_from_who_knows_another_one() {
    let experts =
        vec![expert(1, &["flexwonen"]), expert(2, &["ouderen"]), expert(3, &["draagvlak"]), away(expert(4, &[]))];
    let of = |topics: &[(&str, Axis)]| decide(&case(topics), &Roster::new(experts.clone()), &HashMap::new(), now());
    let decision = of(&[("flexwonen", Axis::Theme), ("ouderen", Axis::Group)]);
    assert_eq!(decision.chosen, Some(PersonId(Uuid::from_u128(1))));
    assert_eq!(why(&decision, 2), Some(Exclusion::MainTopic));
    assert_eq!(why(&decision, 3), Some(Exclusion::Topic));
    // Being away would change nothing.
    assert_eq!(why(&decision, 4), Some(Exclusion::Topic));
    // Of a question without topics nobody knows any, so that something else is the reason.
    let unknown = of(&[]);
    assert_eq!(why(&unknown, 4), Some(Exclusion::Absent { until: now().date_naive() + Days::new(30) }));
}

#[test]
fn whoever_knows_a_topic_and_has_no_room_is_told_so() {
    let full = PersonId(Uuid::from_u128(1));
    let load = Load { open_minutes: 40 * 60, recent_minutes: 0, last_assigned_at: None };
    let experts = vec![expert(1, &["flexwonen"]), expert(2, &["flexwonen"])];
    let case = case(&[("flexwonen", Axis::Theme)]);
    let decision = decide(&case, &Roster::new(experts), &HashMap::from([(full, load)]), now());
    assert!(matches!(why(&decision, 1), Some(Exclusion::Full { .. })));
}
