//! Whether the desk is as sure as it says (calibration): fits the scales of `routing/src/certainty.rs` again and prints
//! what they are worth on questions that nobody learned from.

use routing::{Classification, Classifier, Example, Labelled, Proposal, Reliability, StandardGate, evaluate};
use routing::{parse_corpus, training_files};

const EXAMINATIONS: [(&str, &str); 2] = [
    ("written to the desk", include_str!("../../routing/corpus/held-back.txt")),
    ("other voices", include_str!("../../routing/corpus/other-voices.txt")),
];
/// Of every axis, the best and the runner-up: what a scale is fitted on.
const RANKS: usize = 2;
/// Steps of Newton's method; it stands still after about eight.
const STEPS: usize = 30;
/// The weights of a scale: start, score, lead, familiarity, doubt.
const WEIGHTS: usize = 5;

type Weights = [f64; WEIGHTS];

/// Answers every question of the corpus with a classifier that learned from the other files only.
pub(crate) fn run() {
    let files = training_files();
    let mut answered = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let others: Vec<Example> =
            files.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, file)| file.clone()).collect();
        let classifier = Classifier::taught(&others, &[]);
        answered.extend(file.iter().map(|question| Labelled::by(&classifier, question)));
    }
    println!("{} questions of {} files, each answered without its file", answered.len(), files.len());
    for (name, scale) in [
        ("THEMES", fitted(&answered, |question| (&question.classification.themes, &question.themes))),
        ("GROUPS", fitted(&answered, |question| (&question.classification.groups, &question.groups))),
    ] {
        let [start, score, lead, familiarity, doubt] = scale;
        println!(
            "{name}: start {start:.3}, score {score:.3}, lead {lead:.3}, familiarity {familiarity:.3}, doubt {doubt:.3}"
        );
    }
    println!("\nThe corpus, with the scales of the program:");
    let corpus = evaluate(&answered).certainty;
    show(&corpus);
    for gate in StandardGate::ALL {
        let at = corpus.at(gate.from_percent as f32 / 100.0);
        println!(
            "the program's gate for 1 in {}, from {} %: {} of {} assigned ({:.1} %), {} wrong",
            gate.one_wrong_in,
            gate.from_percent,
            at.assigned,
            answered.len(),
            100.0 * f64::from(at.assigned) / answered.len() as f64,
            at.assigned - at.right
        );
    }
    let classifier = Classifier::standard();
    for (name, file) in EXAMINATIONS {
        println!("\nExamination: {name}");
        let questions: Vec<Labelled> =
            parse_corpus(file).iter().map(|question| Labelled::by(&classifier, question)).collect();
        let report = evaluate(&questions).certainty;
        show(&report);
        for many in [20, 10, 5] {
            if let Some(gate) = corpus.at_most_one_wrong_in(many) {
                let at = report.at(gate.from);
                println!(
                    "the gate of the corpus for 1 in {many}, from {:.3}: {} of {} assigned, {} wrong",
                    gate.from,
                    at.assigned,
                    questions.len(),
                    at.assigned - at.right
                );
            }
        }
    }
}

fn show(report: &Reliability) {
    println!("| certainty | questions | promised | right |\n|---|---|---|---|");
    for (band, tenth) in report.bands().iter().zip(0..).filter(|(band, _)| band.asked > 0) {
        println!(
            "| {} to {} % | {} | {:.3} | {:.3} |",
            tenth * 10,
            tenth * 10 + 10,
            band.asked,
            band.promised,
            band.kept
        );
    }
    println!("expected calibration error {:.3}", report.error());
    for many in [20, 10, 5] {
        if let Some(gate) = report.at_most_one_wrong_in(many) {
            println!(
                "at most 1 wrong in {many}: from {:.3}, {} of {} assigned, {} wrong",
                gate.from,
                gate.assigned,
                report.asked(),
                gate.assigned - gate.right
            );
        }
    }
}

/// Logistic regression of "is it one of the question's" on what a scale looks at.
fn fitted<'q>(
    questions: &'q [Labelled],
    axis: impl Fn(&'q Labelled) -> (&'q Vec<Proposal>, &'q Vec<domain::TopicKey>),
) -> Weights {
    let mut rows: Vec<(Weights, bool)> = Vec::new();
    for question in questions.iter().filter(|question| !question.classification.out_of_scope.flag) {
        let (proposals, labels) = axis(question);
        for proposal in proposals.iter().take(RANKS) {
            rows.push((seen(proposal, proposals, &question.classification), labels.contains(&proposal.key)));
        }
    }
    let mut weights = [0.0; WEIGHTS];
    for _ in 0..STEPS {
        let (mut gradient, mut curvature) = ([0.0; WEIGHTS], [[0.0; WEIGHTS]; WEIGHTS]);
        for (row, is_right) in &rows {
            let sum: f64 = row.iter().zip(&weights).map(|(value, weight)| value * weight).sum();
            let chance = 1.0 / (1.0 + (-sum).exp());
            for at in 0..WEIGHTS {
                gradient[at] += (f64::from(u8::from(*is_right)) - chance) * row[at];
                for other in 0..WEIGHTS {
                    curvature[at][other] += chance * (1.0 - chance) * row[at] * row[other];
                }
            }
        }
        for (weight, step) in weights.iter_mut().zip(solved(curvature, gradient)) {
            *weight += step;
        }
    }
    weights
}

fn seen(proposal: &Proposal, all: &[Proposal], text: &Classification) -> Weights {
    let others = all.iter().filter(|other| other.key != proposal.key).map(|other| other.score);
    let lead = proposal.score - others.fold(f32::MIN, f32::max);
    let doubt = f64::from(text.out_of_scope.score);
    [1.0, f64::from(proposal.score), f64::from(lead), f64::from(text.familiarity), (doubt / (1.0 - doubt)).ln()]
}

/// `matrix · x = right`, by elimination.
fn solved(mut matrix: [[f64; WEIGHTS]; WEIGHTS], mut right: Weights) -> Weights {
    for at in 0..WEIGHTS {
        let pivot = matrix[at][at];
        matrix[at].iter_mut().for_each(|value| *value /= pivot);
        right[at] /= pivot;
        let (row, value) = (matrix[at], right[at]);
        for other in (0..WEIGHTS).filter(|other| *other != at) {
            let factor = matrix[other][at];
            matrix[other].iter_mut().zip(row).for_each(|(cell, above)| *cell -= factor * above);
            right[other] -= factor * value;
        }
    }
    right
}
