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
    let labelled: Vec<Labelled> = questions
        .into_iter()
        .map(|question| Labelled {
            classification: classifier.classify(&question.subject, &question.body),
            out_of_scope: question.out_of_scope(),
            groups: question.groups,
            themes: question.themes,
        })
        .collect();
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
    report
}

/// Written by somebody who had not read the lessons, and never learned from.
#[test]
fn the_held_back_questions_are_recognised_well_enough() {
    let report = examined("held back", parse_corpus(include_str!("../corpus/held-back.txt")));
    assert!(report.themes.all.f1() >= 0.70 && report.themes.top3 >= 0.90, "{:?}", report.themes.all);
    assert!(report.groups.all.f1() >= 0.78 && report.groups.top3 >= 0.94, "{:?}", report.groups.all);
    assert!(report.out_of_scope_auroc >= Some(0.92), "{:?}", report.out_of_scope_auroc);
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
    assert!(report.themes.all.f1() >= 0.75 && report.themes.top3 >= 0.94, "{:?}", report.themes.all);
    assert!(report.groups.all.f1() >= 0.84 && report.groups.top3 >= 0.94, "{:?}", report.groups.all);
}
