//! What must hold for every text and every roster.

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    Absence, Axis, Confidence, Coverage, Exclusion, Expert, Expertise, Level, PersonId, RegionRef, TopicKey,
    WorkingDays,
};
use proptest::prelude::*;
use routing::{Case, CaseRegion, CaseTopic, Classifier, Load, Roster, decide};
use std::collections::HashMap;
use uuid::Uuid;

const TOPICS: [&str; 4] = ["woonzorgvisie", "flexwonen", "ouderen", "statushouders"];
const REGIONS: [&str; 3] = ["A", "B", "C"];

fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-24T09:00:00Z").expect("a good moment").to_utc()
}

fn due() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, 8).expect("a real day")
}

prop_compose! {
    fn expert()(
        topics in prop::collection::btree_map(0..TOPICS.len(), 1i32..4, 0..4),
        regions in prop::collection::btree_set(0..REGIONS.len(), 0..3),
        national in any::<bool>(),
        english in any::<bool>(),
        weekly in 1i32..40,
        away in prop::option::of(0u64..30),
        open in 0i32..2_400,
        recent in 0i32..3_000,
    ) -> (Expert, Load) {
        let mut coverage: Vec<Coverage> =
            regions.into_iter().map(|at| Coverage::Region(RegionRef::new("indeling", REGIONS[at]))).collect();
        if national {
            coverage.push(Coverage::National);
        }
        let expert = Expert {
            id: PersonId(Uuid::nil()),
            name: String::new(),
            expertise: topics
                .into_iter()
                .map(|(at, level)| Expertise {
                    topic: TopicKey::from(TOPICS[at]),
                    level: Level::from_number(level).expect("1 to 3"),
                })
                .collect(),
            coverage,
            languages: if english { vec!["en".to_owned()] } else { Vec::new() },
            weekly_minutes: weekly * 60,
            working_days: WorkingDays::FULL_WEEK,
            absences: away
                .map(|days| {
                    let from = now().date_naive() + Days::new(days);
                    Absence { from, to: from + Days::new(7), cover: None }
                })
                .into_iter()
                .collect(),
        };
        (expert, Load { open_minutes: open, recent_minutes: recent, last_assigned_at: None })
    }
}

fn roster(experts: Vec<(Expert, Load)>) -> (Vec<Expert>, HashMap<PersonId, Load>) {
    let mut loads = HashMap::new();
    let experts = experts
        .into_iter()
        .zip(1_u128..)
        .map(|((expert, load), number)| {
            let id = PersonId(Uuid::from_u128(number));
            loads.insert(id, load);
            Expert { id, name: format!("Deskundige {number}"), ..expert }
        })
        .collect();
    (experts, loads)
}

fn case(theme: usize, group: usize, region: usize, language: &str) -> Case {
    let topic = |at: usize, axis, primary| CaseTopic {
        key: TopicKey::from(TOPICS[at]),
        axis,
        certainty: 800,
        primary,
        label: TOPICS[at].to_owned(),
    };
    Case {
        topics: vec![topic(theme, Axis::Theme, true), topic(2 + group, Axis::Group, false)],
        regions: vec![CaseRegion {
            region: RegionRef::new("indeling", REGIONS[region]),
            name: REGIONS[region].to_owned(),
            layout_label: "Indeling".to_owned(),
            weight: 220,
            confidence: Confidence::High,
        }],
        language: language.to_owned(),
        organisation: None,
        effort_minutes: 120,
        answer_due_on: due(),
        waiting_days: 0,
        declined_by: Vec::new(),
        conflicts: Vec::new(),
        known_experts: Vec::new(),
    }
}

proptest! {
    #[test]
    fn nobody_gets_what_they_cannot_do(
        experts in prop::collection::vec(expert(), 0..12),
        theme in 0usize..2, group in 0usize..2, region in 0usize..3, english in any::<bool>(),
    ) {
        let (experts, loads) = roster(experts);
        let case = case(theme, group, region, if english { "en" } else { "nl" });
        let decision = decide(&case, &Roster::new(experts.clone()), &loads, now());
        prop_assert_eq!(decision.candidates.len(), experts.len(), "everybody is listed");
        if let Some(chosen) = decision.chosen {
            let expert = experts.iter().find(|expert| expert.id == chosen).expect("one of them");
            prop_assert!(loads[&chosen].open_minutes + case.effort_minutes <= expert.weekly_minutes, "capacity");
            prop_assert!(expert.absence_on(due()).is_none(), "absence");
            prop_assert!(!english || expert.languages.contains(&"en".to_owned()), "language");
            prop_assert!(
                case.topics.iter().any(|topic| expert.expertise.iter().any(|known| known.topic == topic.key)),
                "topic"
            );
        }
    }

    #[test]
    fn the_order_of_the_roster_changes_nothing(
        experts in prop::collection::vec(expert(), 1..10).prop_flat_map(|all| {
            let shuffled = Just(roster(all.clone()).0).prop_shuffle();
            (Just(all), shuffled)
        }),
        theme in 0usize..2, group in 0usize..2, region in 0usize..3,
    ) {
        let (ordered, loads) = roster(experts.0);
        let case = case(theme, group, region, "nl");
        let one = decide(&case, &Roster::new(ordered), &loads, now());
        let other = decide(&case, &Roster::new(experts.1), &loads, now());
        prop_assert_eq!(one, other);
    }

    #[test]
    fn the_terms_add_up_and_the_eligible_stand_first_and_best_first(
        experts in prop::collection::vec(expert(), 1..12), theme in 0usize..2, group in 0usize..2, region in 0usize..3,
    ) {
        let (experts, loads) = roster(experts);
        let decision = decide(&case(theme, group, region, "nl"), &Roster::new(experts), &loads, now());
        let scores: Vec<i32> = decision.candidates.iter().map_while(|candidate| candidate.score).collect();
        prop_assert!(scores.windows(2).all(|pair| pair[0] >= pair[1]), "{scores:?}");
        for (at, candidate) in decision.candidates.iter().enumerate() {
            let sum: i32 = candidate.reasons.iter().map(|reason| reason.points).sum();
            prop_assert_eq!(candidate.score.is_some(), at < scores.len());
            prop_assert_eq!(candidate.score.unwrap_or(0), sum);
            prop_assert_eq!(candidate.excluded.is_none(), candidate.score.is_some());
        }
        if let Some(second) = decision.candidates.get(1).filter(|second| second.score.is_some()) {
            prop_assert!(decision.summary.contains(&format!("{} was tweede", second.name)), "{}", decision.summary);
        }
    }

    #[test]
    fn whoever_has_room_and_fits_is_never_passed_over_for_nobody(
        experts in prop::collection::vec(expert(), 1..12), theme in 0usize..2, group in 0usize..2, region in 0usize..3,
    ) {
        let (experts, loads) = roster(experts);
        let case = case(theme, group, region, "nl");
        let decision = decide(&case, &Roster::new(experts), &loads, now());
        if decision.chosen.is_none() {
            let open = decision.candidates.iter().filter(|candidate| {
                !matches!(candidate.excluded, Some(Exclusion::Full { .. } | Exclusion::Absent { .. } | Exclusion::Topic))
            });
            prop_assert_eq!(open.count(), 0);
        }
    }

    #[test]
    fn equal_experts_share_equally(count in 2usize..6, questions in 1usize..12) {
        let twin = Expert {
            id: PersonId(Uuid::nil()),
            name: String::new(),
            expertise: vec![Expertise { topic: TopicKey::from(TOPICS[0]), level: Level::Good }],
            coverage: vec![Coverage::National],
            languages: Vec::new(),
            weekly_minutes: 40 * 60,
            working_days: WorkingDays::FULL_WEEK,
            absences: Vec::new(),
        };
        let (experts, mut loads) = roster(vec![(twin, Load::default()); count]);
        let roster = Roster::new(experts);
        let mut got: HashMap<PersonId, usize> = HashMap::new();
        for question in 0..questions {
            let at = now() + chrono::Duration::minutes(question as i64);
            let chosen = decide(&case(0, 0, 0, "nl"), &roster, &loads, at).chosen.expect("there is room");
            *got.entry(chosen).or_default() += 1;
            let load = loads.get_mut(&chosen).expect("one of them");
            load.open_minutes += 120;
            load.recent_minutes += 120;
            load.last_assigned_at = Some(at);
        }
        let most = got.values().max().copied().unwrap_or(0);
        let least = if got.len() < count { 0 } else { got.values().min().copied().unwrap_or(0) };
        prop_assert!(most - least <= 1, "{got:?}");
    }

    #[test]
    fn any_text_gives_a_result_and_evidence_adds_up_to_confidence(text in "\\PC{0,300}") {
        let found = Classifier::standard().classify(&text, &text);
        prop_assert_eq!((found.groups.len(), found.themes.len()), (11, 17));
        for proposal in found.groups.iter().chain(&found.themes) {
            prop_assert!((0.0..=1.0).contains(&proposal.confidence));
            prop_assert_eq!(proposal.evidence.is_empty(), proposal.confidence == 0.0);
        }
    }
}

#[test]
fn case_accents_and_spaces_do_not_matter() {
    let classifier = Classifier::standard();
    let plain = classifier.classify("Woonzorgvisie", "Hoe schrijven wij een woonzorgvisie voor ouderen?");
    let loud = classifier.classify("  WOONZORGVISIE ", "HOE   schrijven wij één woonzorgvisie voor oudéren?!");
    assert_eq!(plain.themes[0].key, loud.themes[0].key);
    assert_eq!(plain.groups[0].key, loud.groups[0].key);
}

#[test]
fn a_megabyte_of_anything_gives_a_result() {
    let classifier = Classifier::standard();
    for text in
        ["flexwonen ".repeat(100_000), "🏠".repeat(250_000), "\u{5d0}\u{202e}".repeat(200_000), "\0".repeat(1_000_000)]
    {
        assert_eq!(classifier.classify("", &text).themes.len(), 17);
    }
}
