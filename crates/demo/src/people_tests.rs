#![allow(clippy::unwrap_used)]
use super::*;
use crate::testing;
use domain::{Axis, LayoutKey};
use std::collections::BTreeSet;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn experts() -> Vec<Expert> {
    people(today()).into_iter().filter_map(|person| person.expert).collect()
}

#[test]
fn the_people_of_the_contract_come_first_and_can_sign_in() {
    let people = people(today());
    let first: Vec<_> = people[..3].iter().map(|one| (one.person.email.as_str(), one.person.roles[0])).collect();
    assert_eq!(
        first,
        [
            ("expert@demo.example", Role::Expert),
            ("programmaleider@demo.example", Role::Lead),
            ("beheerder@demo.example", Role::Administrator),
        ]
    );
    assert!(
        people.iter().all(|one| one.person.active && one.person.demo && one.person.email.ends_with("@demo.example"))
    );
    assert!(people.iter().all(|one| one.person.email == one.person.email.to_lowercase()));
}

#[test]
fn nobody_appears_twice() {
    let people = people(today());
    for count in [
        people.iter().map(|one| one.id.to_string()).collect::<BTreeSet<_>>().len(),
        people.iter().map(|one| one.person.email.clone()).collect::<BTreeSet<_>>().len(),
        people.iter().map(|one| one.person.name.clone()).collect::<BTreeSet<_>>().len(),
    ] {
        assert_eq!(count, people.len());
    }
    assert!(experts().len() >= 35);
}

#[test]
fn every_topic_and_region_an_expert_names_exists() {
    let (taxonomy, geography) = (testing::taxonomy(), testing::geography());
    for expert in experts() {
        assert!(!expert.coverage.is_empty(), "{}", expert.name);
        for known in &expert.expertise {
            assert!(taxonomy.get(&known.topic).is_some(), "{} knows {}", expert.name, known.topic);
        }
        for covered in &expert.coverage {
            if let Coverage::Region(region) = covered {
                assert!(geography.regions.contains_key(region), "{} covers {region:?}", expert.name);
            }
        }
    }
}

#[test]
fn every_theme_has_two_experts_in_every_province_and_nobody_knows_everything() {
    let (taxonomy, geography) = (testing::taxonomy(), testing::geography());
    let experts = experts();
    let provinces: Vec<_> =
        geography.regions.keys().filter(|region| region.layout == LayoutKey("provincie".to_owned())).collect();
    assert_eq!(provinces.len(), 12);
    for theme in taxonomy.on(Axis::Theme, today()) {
        for province in &provinces {
            let able = experts.iter().filter(|expert| {
                expert.expertise.iter().any(|known| known.topic == theme.key)
                    && (expert.coverage.contains(&Coverage::National)
                        || expert.coverage.contains(&Coverage::Region((*province).clone())))
            });
            assert!(able.count() >= 2, "{} in {}", theme.key, province.code);
        }
    }
    for group in taxonomy.on(Axis::Group, today()) {
        let able = experts.iter().filter(|expert| expert.expertise.iter().any(|known| known.topic == group.key));
        assert!(able.count() >= 2, "{}", group.key);
    }
    assert!(experts.iter().all(|expert| expert.expertise.len() <= 8));
}

#[test]
fn the_roster_has_room_for_45_questions_a_week() {
    // Three hours a question is more than the desk expects.
    let minutes: i32 = experts().iter().map(|expert| expert.weekly_minutes).sum();
    assert!(minutes >= 45 * 180, "{minutes}");
    for expert in experts() {
        assert!((8 * 60..=32 * 60).contains(&expert.weekly_minutes), "{}", expert.name);
        let days = i32::try_from(expert.working_days.0.count_ones()).unwrap();
        assert!(days > 0 && expert.weekly_minutes <= days * 8 * 60, "{} works long days", expert.name);
    }
}

#[test]
fn absences_lie_in_the_past_now_and_to_come_and_cover_is_somebody_else() {
    let experts = experts();
    let ids: BTreeSet<_> = experts.iter().map(|expert| expert.id).collect();
    let absences: Vec<_> =
        experts.iter().flat_map(|expert| expert.absences.iter().map(move |one| (expert.id, one))).collect();
    for (expert, absence) in &absences {
        assert!(absence.from <= absence.to);
        assert!(absence.cover.is_none_or(|cover| cover != *expert && ids.contains(&cover)));
    }
    assert!(absences.iter().any(|(_, one)| one.to < today()));
    assert!(absences.iter().any(|(_, one)| one.holds_on(today())));
    assert!(absences.iter().any(|(_, one)| one.from > today() && one.cover.is_some()));
}

#[test]
fn about_a_third_speak_english() {
    let experts = experts();
    let english = experts.iter().filter(|expert| expert.languages.contains(&"en".to_owned())).count();
    assert!((experts.len() / 4..=experts.len() / 2).contains(&english), "{english} of {}", experts.len());
}
