//! The 120 labelled questions: a floor under the quality of the lexicon.

use domain::TopicKey;
use routing::{Classifier, Labelled, evaluate};
use serde::Deserialize;

#[derive(Deserialize)]
struct Question {
    subject: String,
    body: String,
    groups: Vec<TopicKey>,
    themes: Vec<TopicKey>,
    out_of_scope: bool,
}

#[test]
fn the_labelled_questions_are_recognised_well_enough() {
    let classifier = Classifier::standard();
    let file = include_str!("../../demo/data/questions-dev.jsonl");
    let questions: Vec<Labelled> = file
        .lines()
        .map(|line| serde_json::from_str::<Question>(line).expect("a good line"))
        .map(|question| Labelled {
            classification: classifier.classify(&question.subject, &question.body),
            groups: question.groups,
            themes: question.themes,
            out_of_scope: question.out_of_scope,
        })
        .collect();
    let report = evaluate(&questions);
    println!(
        "themes micro-F1 {:.3}, top 1 {:.3}, top 3 {:.3}; groups micro-F1 {:.3}, top 1 {:.3}, top 3 {:.3}; out of scope {:?}",
        report.themes.all.f1(),
        report.themes.top1,
        report.themes.top3,
        report.groups.all.f1(),
        report.groups.top1,
        report.groups.top3,
        report.out_of_scope_auroc
    );
    assert!(report.themes.top3 > 0.75, "themes: {:.3}", report.themes.top3);
    assert!(report.groups.top3 > 0.80, "groups: {:.3}", report.groups.top3);
}
