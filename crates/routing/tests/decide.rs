//! What must hold for every case and every roster.

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    Absence, Axis, Confidence, Coverage, Exclusion, Expert, Expertise, Level, PersonId, RegionRef, TopicKey,
    WorkingDays,
};
use proptest::prelude::*;
use routing::{Case, CaseRegion, CaseTopic, Load, Roster, choose, decide};
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
        places: Vec::new(),
        regions: vec![CaseRegion {
            region: RegionRef::new("indeling", REGIONS[region]),
            name: REGIONS[region].to_owned(),
            layout_label: "Indeling".to_owned(),
            weight: 220,
            confidence: Confidence::High,
            place: 0,
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
    fn the_region_counts_once_and_as_the_best_single_match(
        weights in prop::collection::vec(1i32..400, 3), covers in prop::collection::btree_set(0usize..3, 0..4),
        national in any::<bool>(),
    ) {
        let mut case = case(0, 0, 0, "nl");
        case.regions = (0..3).map(|at| CaseRegion {
            region: RegionRef::new("indeling", REGIONS[at]),
            weight: weights[at],
            ..case.regions[0].clone()
        }).collect();
        let mut coverage: Vec<Coverage> =
            covers.iter().map(|at| Coverage::Region(RegionRef::new("indeling", REGIONS[*at]))).collect();
        if national {
            coverage.push(Coverage::National);
        }
        let (experts, loads) = roster(vec![(Expert { coverage, ..specialist() }, Load::default())]);
        let decision = decide(&case, &Roster::new(experts), &loads, now());
        let places: Vec<i32> = decision.candidates[0]
            .reasons
            .iter()
            .filter(|reason| reason.text.starts_with("werkt in"))
            .map(|reason| reason.points)
            .collect();
        let best = covers.iter().map(|at| weights[*at]).max();
        let expected: Vec<i32> = best.or(national.then_some(60)).into_iter().collect();
        prop_assert_eq!(places, expected);
    }

    #[test]
    fn an_absence_moves_exactly_the_questions_of_whoever_is_away(
        experts in prop::collection::vec(expert(), 1..10), who in any::<prop::sample::Index>(),
        theme in 0usize..2, group in 0usize..2, region in 0usize..3,
    ) {
        let (mut experts, loads) = roster(experts);
        let case = case(theme, group, region, "nl");
        let before = decide(&case, &Roster::new(experts.clone()), &loads, now()).chosen;
        let at = who.index(experts.len());
        let away = experts[at].id;
        experts[at].absences = vec![Absence { from: now().date_naive(), to: due(), cover: None }];
        let after = decide(&case, &Roster::new(experts), &loads, now()).chosen;
        prop_assert_ne!(after, Some(away));
        if before != Some(away) {
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn choosing_and_explaining_agree(
        experts in prop::collection::vec(expert(), 0..12), theme in 0usize..2, group in 0usize..2, region in 0usize..3,
    ) {
        let (experts, loads) = roster(experts);
        let (case, roster) = (case(theme, group, region, "nl"), Roster::new(experts));
        let chosen = choose(&case, &roster, &loads, now()).chosen(&roster);
        prop_assert_eq!(chosen, decide(&case, &roster, &loads, now()).chosen);
    }

    #[test]
    fn a_conflict_a_handover_and_a_full_week_are_never_overlooked(
        experts in prop::collection::vec(expert(), 1..10), theme in 0usize..2, region in 0usize..3,
    ) {
        let (experts, loads) = roster(experts);
        let mut case = case(theme, 0, region, "nl");
        let roster = Roster::new(experts.clone());
        let mut asked = Vec::new();
        // Each chosen one gives it away in turn: everybody is asked at most once.
        while let Some(chosen) = decide(&case, &roster, &loads, now()).chosen {
            prop_assert!(!asked.contains(&chosen));
            asked.push(chosen);
            let list = if asked.len() % 2 == 0 { &mut case.conflicts } else { &mut case.declined_by };
            list.push(chosen);
        }
        prop_assert!(asked.len() <= experts.len());
    }
}

fn specialist() -> Expert {
    Expert {
        id: PersonId(Uuid::nil()),
        name: String::new(),
        expertise: TOPICS.iter().map(|topic| Expertise { topic: TopicKey::from(*topic), level: Level::Good }).collect(),
        coverage: vec![Coverage::National],
        languages: Vec::new(),
        weekly_minutes: 20 * 60,
        working_days: WorkingDays::FULL_WEEK,
        absences: Vec::new(),
    }
}

/// A year of days in which questions come in and are worked off, at this use of everybody's time (in percent). Gives
/// the longest wait in days and everybody's utilisation.
fn year(use_percent: usize) -> (i64, Vec<f64>) {
    // Weeks of 10 to 30 hours; each knows a theme and a group, so that every topic has many.
    let experts: Vec<(Expert, Load)> = (0..24)
        .map(|number| {
            let known = [number % 2, 2 + number / 2 % 2];
            let expert = Expert {
                expertise: known
                    .iter()
                    .map(|at| Expertise { topic: TopicKey::from(TOPICS[*at]), level: Level::Good })
                    .collect(),
                coverage: if number % 3 == 0 {
                    vec![Coverage::National]
                } else {
                    vec![Coverage::Region(RegionRef::new("indeling", REGIONS[number % 3]))]
                },
                weekly_minutes: (10 + 10 * (number % 3) as i32) * 60,
                ..specialist()
            };
            (expert, Load::default())
        })
        .collect();
    let (experts, mut loads) = roster(experts);
    let weekly: i32 = experts.iter().map(|expert| expert.weekly_minutes).sum();
    let roster = Roster::new(experts.clone());
    let mut done: HashMap<PersonId, f64> = HashMap::new();
    let mut waiting: std::collections::VecDeque<(i64, Case)> = std::collections::VecDeque::new();
    let (mut number, mut arrived, mut longest) = (0_usize, 0.0, 0);
    for day in 0..260_i64 {
        let at = now() + Days::new(day as u64);
        arrived += f64::from(weekly) / 5.0 / 120.0 * use_percent as f64 / 100.0;
        while arrived >= 1.0 {
            arrived -= 1.0;
            number += 1;
            waiting.push_back((day, case(number % 2, number / 2 % 2, number / 4 % 3, "nl")));
        }
        for _ in 0..waiting.len() {
            let (since, case) = waiting.pop_front().expect("one of them");
            match choose(&case, &roster, &loads, at).chosen(&roster) {
                Some(chosen) => {
                    let load = loads.entry(chosen).or_default();
                    load.open_minutes += case.effort_minutes;
                    load.recent_minutes += case.effort_minutes;
                    load.last_assigned_at = Some(at);
                    longest = longest.max(day - since);
                }
                None => waiting.push_back((since, case)),
            }
        }
        for expert in &experts {
            let load = loads.entry(expert.id).or_default();
            let worked = load.open_minutes.min(expert.weekly_minutes / 5);
            load.open_minutes -= worked;
            // Half of it is forgotten in two weeks, that is in ten of these days.
            load.recent_minutes = (f64::from(load.recent_minutes) * 0.5_f64.powf(0.1)) as i32;
            *done.entry(expert.id).or_default() += f64::from(worked);
        }
    }
    longest = waiting.iter().map(|(since, _)| 260 - since).fold(longest, i64::max);
    let share = |expert: &Expert| done[&expert.id] / (f64::from(expert.weekly_minutes) * 52.0);
    (longest, experts.iter().map(share).collect())
}

#[test]
fn over_a_year_nothing_starves_and_work_is_shared_by_everybodys_time() {
    for use_percent in [60, 75, 90] {
        let (longest, shares) = year(use_percent);
        assert!(longest <= 3, "at {use_percent} % somebody waited {longest} days");
        let (sum, squares): (f64, f64) = (shares.iter().sum(), shares.iter().map(|share| share * share).sum());
        let jain = sum * sum / (shares.len() as f64 * squares);
        println!("at {use_percent} %: longest wait {longest} days, fairness {jain:.3}");
        assert!(jain >= 0.9, "at {use_percent} % the fairness is {jain:.3}: {shares:?}");
    }
}
