//! How the quality of routing grows with the number of questions it learned from.

use anyhow::Result;
use routing::{Classifier, Example, Labelled, evaluate, parse_corpus, training_corpus};

const HELD_BACK: &str = include_str!("../../routing/corpus/held-back.txt");

/// Learns from ever more of the corpus, mixed evenly over its files, and examines with the part held back.
pub fn run() -> Result<()> {
    let corpus = training_corpus();
    let examination = parse_corpus(HELD_BACK);
    println!("| questions learned from | themes micro-F1 | top 3 | groups micro-F1 | top 3 | out of scope AUROC |");
    println!("|---|---|---|---|---|---|");
    for size in [0, 125, 250, 500, 1_000, 2_000, corpus.len()] {
        // Spread out, so that each file gives its share.
        let lessons: Vec<Example> = (0..size).map(|at| corpus[at * corpus.len() / size.max(1)].clone()).collect();
        let classifier = Classifier::taught(&lessons, &[]);
        let labelled: Vec<Labelled> = examination
            .iter()
            .map(|question| Labelled {
                groups: question.groups.clone(),
                themes: question.themes.clone(),
                out_of_scope: question.out_of_scope(),
                classification: classifier.classify(&question.subject, &question.body),
            })
            .collect();
        let report = evaluate(&labelled);
        println!(
            "| {size} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} |",
            report.themes.all.f1(),
            report.themes.top3,
            report.groups.all.f1(),
            report.groups.top3,
            report.out_of_scope_auroc.unwrap_or_default()
        );
    }
    Ok(())
}
