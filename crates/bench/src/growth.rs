//! How the quality of routing grows with the number of questions it learned from.

use anyhow::Result;
use routing::{Classifier, Correction, Evaluation, Example, Labelled};
use routing::{evaluate, parse_corpus, training_corpus, training_files};

const HELD_BACK: &str = include_str!("../../routing/corpus/held-back.txt");
const OTHER_VOICES: &str = include_str!("../../routing/corpus/other-voices.txt");
/// The last files of the corpus: councils and parliament, municipal pages with residents.
const NEW_VOICES: usize = 2;
/// How many experts correct the desk.
const EXPERTS: usize = 4;

/// How much the desk gains from more questions, and from a few experts who correct it in a voice that is new to it.
pub(crate) fn run() -> Result<()> {
    with_more_questions();
    with_corrections();
    Ok(())
}

/// Learns from ever more of the corpus, mixed evenly over its files, and examines with the part held back.
fn with_more_questions() {
    let corpus = training_corpus();
    let examination = parse_corpus(HELD_BACK);
    println!("| questions learned from | themes micro-F1 | top 3 | groups micro-F1 | top 3 | out of scope AUROC |");
    println!("|---|---|---|---|---|---|");
    for size in [0, 125, 250, 500, 1_000, 2_000, corpus.len()] {
        // Spread out, so that each file gives its share.
        let lessons: Vec<Example> = (0..size).map(|at| corpus[at * corpus.len() / size.max(1)].clone()).collect();
        let classifier = Classifier::taught(&lessons, &[]);
        let report = examined(&classifier, &examination);
        println!(
            "| {size} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} |",
            report.themes.all.f1(),
            report.themes.top3,
            report.groups.all.f1(),
            report.groups.top3,
            report.out_of_scope_auroc.unwrap_or_default()
        );
    }
}

/// Takes away what the corpus knows of new voices, and gives it back as corrections of a few experts.
fn with_corrections() {
    let files = training_files();
    let (known, new) = files.split_at(files.len() - NEW_VOICES);
    let (known, new) = (known.concat(), new.concat());
    let examination = parse_corpus(OTHER_VOICES);
    println!(
        "\n| corrections by {EXPERTS} experts in a new voice | themes micro-F1 | top 3 | groups micro-F1 | error of certainty |"
    );
    println!("|---|---|---|---|---|");
    for size in [0, 50, 100, 200, 400] {
        let corrections: Vec<Correction> = (0..size)
            .map(|at| Correction {
                example: new[at * new.len() / size].clone(),
                wrong_theme: None,
                teacher: (at % EXPERTS) as u128,
            })
            .collect();
        let report = examined(&Classifier::taught(&known, &corrections), &examination);
        println!(
            "| {size} | {:.3} | {:.3} | {:.3} | {:.3} |",
            report.themes.all.f1(),
            report.themes.top3,
            report.groups.all.f1(),
            report.certainty.error()
        );
    }
}

fn examined(classifier: &Classifier, examination: &[Example]) -> Evaluation {
    let labelled: Vec<Labelled> = examination.iter().map(|question| Labelled::by(classifier, question)).collect();
    evaluate(&labelled)
}
