//! How good the proposals are: a floor under the quality on questions that nobody learned from.

use domain::TopicKey;
use routing::{Classifier, Evaluation, Example, Labelled, evaluate, parse_corpus};
use serde::Deserialize;

#[derive(Deserialize)]
struct Question {
    subject: String,
    body: String,
    groups: Vec<TopicKey>,
    themes: Vec<TopicKey>,
}

fn examined(name: &str, questions: Vec<Example>) -> Evaluation {
    let classifier = Classifier::standard();
    let labelled: Vec<Labelled> = questions.iter().map(|question| Labelled::by(&classifier, question)).collect();
    let report = evaluate(&labelled);
    println!(
        "{name}: themes micro-F1 {:.3}, top 1 {:.3}, top 3 {:.3}; groups micro-F1 {:.3}, top 1 {:.3}, top 3 {:.3}; \
         out of scope {:.3}",
        report.themes.all.f1(),
        report.themes.top1,
        report.themes.top3,
        report.groups.all.f1(),
        report.groups.top1,
        report.groups.top3,
        report.out_of_scope_auroc.unwrap_or_default()
    );
    let doubted = |strange: bool| {
        let asked = labelled.iter().filter(|question| question.out_of_scope == strange);
        (asked.clone().filter(|question| question.classification.out_of_scope.flag).count(), asked.count())
    };
    println!("  doubted of ours and of others: {:?}, {:?}", doubted(false), doubted(true));
    show_certainty(&report);
    report
}

/// Reliability and coverage, as people read them.
fn show_certainty(report: &Evaluation) {
    for (band, tenth) in report.certainty.bands().iter().zip(0..).filter(|(band, _)| band.asked > 0) {
        println!("  {tenth}0 %: {} questions, promised {:.3}, right {:.3}", band.asked, band.promised, band.kept);
    }
    println!("  expected calibration error {:.3}", report.certainty.error());
    for many in [20, 10, 5] {
        let gate = report.certainty.at_most_one_wrong_in(many).map_or((1.0, 0), |gate| (gate.from, gate.assigned));
        println!("  at most 1 wrong in {many}: from {:.3}, {} of {}", gate.0, gate.1, report.certainty.asked());
    }
}

/// The share of an examination that the gate for "one in twenty wrong" lets through, as measured on that examination.
fn assigned_at_one_in_twenty(report: &Evaluation) -> f64 {
    let assigned = report.certainty.at_most_one_wrong_in(20).map_or(0, |gate| gate.assigned);
    f64::from(assigned) / f64::from(report.certainty.asked())
}

/// Written by somebody who had not read the lessons, and never learned from.
#[test]
fn the_held_back_questions_are_recognised_well_enough() {
    let report = examined("held back", parse_corpus(include_str!("../corpus/held-back.txt")));
    assert!(report.themes.all.f1() >= 0.79 && report.themes.top3 >= 0.93, "{:?}", report.themes.all);
    assert!(report.groups.all.f1() >= 0.82 && report.groups.top3 >= 0.98, "{:?}", report.groups.all);
    assert!(report.out_of_scope_auroc >= Some(0.92), "{:?}", report.out_of_scope_auroc);
    assert!(report.certainty.error() <= 0.08, "{}", report.certainty.error());
    assert!(assigned_at_one_in_twenty(&report) >= 1.0 / 3.0);
}

/// Councils, parliament, municipal pages, residents, and formal sentences without a story: by somebody who had read neither
/// the lessons nor the lexicon.
#[test]
fn other_voices_are_recognised_well_enough() {
    let report = examined("other voices", parse_corpus(include_str!("../corpus/other-voices.txt")));
    assert!(report.themes.all.f1() >= 0.79 && report.themes.top3 >= 0.96, "{:?}", report.themes.all);
    assert!(report.groups.all.f1() >= 0.91 && report.groups.top3 >= 0.99, "{:?}", report.groups.all);
    assert!(report.out_of_scope_auroc >= Some(0.92), "{:?}", report.out_of_scope_auroc);
    assert!(report.certainty.error() <= 0.08, "{}", report.certainty.error());
    assert!(assigned_at_one_in_twenty(&report) >= 1.0 / 3.0);
}

/// The 120 questions of the programme: nearer to its own words, and by another hand.
#[test]
fn the_questions_of_the_programme_are_recognised_well_enough() {
    let file = include_str!("../../demo/data/questions-dev.jsonl");
    let questions = file.lines().map(|line| serde_json::from_str::<Question>(line).expect("a good line"));
    let report = examined(
        "programme",
        questions
            .map(|question| Example {
                subject: question.subject,
                body: question.body,
                groups: question.groups,
                themes: question.themes,
            })
            .collect(),
    );
    assert!(report.themes.all.f1() >= 0.85 && report.themes.top3 >= 0.98, "{:?}", report.themes.all);
    assert!(report.groups.all.f1() >= 0.91 && report.groups.top3 >= 0.99, "{:?}", report.groups.all);
}
