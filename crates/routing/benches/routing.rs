//! How long classifying, deciding and learning take on one core.

use chrono::{DateTime, NaiveDate, Utc};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use domain::{Axis, Confidence, Coverage, Expert, Expertise, Level, PersonId, RegionRef, TopicKey, WorkingDays};
use routing::{Case, CaseRegion, CaseTopic, Classifier, Load, Roster, choose, decide};
use routing::{parse_corpus, training_corpus};
use std::collections::HashMap;
use std::hint::black_box;
use uuid::Uuid;

const HELD_BACK: &str = include_str!("../corpus/held-back.txt");

fn classify(bench: &mut Criterion) {
    let classifier = Classifier::standard();
    let questions = parse_corpus(HELD_BACK);
    let mut next = questions.iter().cycle();
    bench.bench_function("classify one question with explanation", |bench| {
        bench.iter_batched(
            || next.next().expect("the set is not empty"),
            |question| classifier.classify(black_box(&question.subject), black_box(&question.body)),
            BatchSize::SmallInput,
        );
    });
}

fn learn(bench: &mut Criterion) {
    let corpus = &training_corpus()[..2_000];
    let mut group = bench.benchmark_group("learning");
    group.sample_size(10);
    group.bench_function("fit on 2,000 questions", |bench| {
        bench.iter(|| Classifier::taught(black_box(corpus), &[]));
    });
}

fn assign(bench: &mut Criterion) {
    let topics: Vec<String> = (0..28).map(|number| format!("onderwerp-{number}")).collect();
    let region = |number: usize| RegionRef::new("indeling", &number.to_string());
    let experts: Vec<Expert> = (0..1_000_usize)
        .map(|number| Expert {
            id: PersonId(Uuid::from_u128(number as u128 + 1)),
            name: format!("Deskundige {number}"),
            expertise: (0..4)
                .map(|at| Expertise {
                    topic: TopicKey(topics[(number * 7 + at * 5) % topics.len()].clone()),
                    level: Level::from_number(1 + ((number + at) % 3) as i32).expect("1 to 3"),
                })
                .collect(),
            coverage: if number % 10 == 0 {
                vec![Coverage::National]
            } else {
                vec![Coverage::Region(region(number % 30)), Coverage::Region(region((number + 7) % 30))]
            },
            languages: Vec::new(),
            weekly_minutes: 480 + (number % 5) as i32 * 240,
            working_days: WorkingDays::FULL_WEEK,
            absences: Vec::new(),
        })
        .collect();
    let loads: HashMap<PersonId, Load> = experts
        .iter()
        .enumerate()
        .map(|(number, expert)| {
            (expert.id, Load { open_minutes: (number % 9) as i32 * 60, recent_minutes: 120, last_assigned_at: None })
        })
        .collect();
    let roster = Roster::new(experts);
    let topic = |number: usize, axis, primary| CaseTopic {
        key: TopicKey(topics[number].clone()),
        axis,
        certainty: 700,
        primary,
        label: topics[number].clone(),
    };
    let case = Case {
        topics: vec![topic(3, Axis::Theme, true), topic(9, Axis::Theme, false), topic(20, Axis::Group, false)],
        places: Vec::new(),
        regions: (0..5)
            .map(|number| CaseRegion {
                region: region(number * 5),
                name: "Regio".to_owned(),
                layout_label: "Indeling".to_owned(),
                weight: 100 + number as i32 * 40,
                confidence: Confidence::High,
                place: 0,
            })
            .collect(),
        language: "nl".to_owned(),
        organisation: None,
        effort_minutes: 120,
        answer_due_on: NaiveDate::from_ymd_opt(2026, 12, 8).expect("a real day"),
        waiting_days: 0,
        declined_by: Vec::new(),
        conflicts: Vec::new(),
        known_experts: Vec::new(),
    };
    let now: DateTime<Utc> = DateTime::from_timestamp(1_795_000_000, 0).expect("a moment of our era");
    bench.bench_function("decide among 1,000 experts", |bench| {
        bench.iter(|| choose(black_box(&case), &roster, &loads, now));
    });
    bench.bench_function("decide among 1,000 experts, everything in words", |bench| {
        bench.iter(|| decide(black_box(&case), &roster, &loads, now));
    });
}

criterion_group!(benches, classify, assign, learn);
criterion_main!(benches);
