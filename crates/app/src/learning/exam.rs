//! Whether a new model is better than the one in use (holdout examination).

use crate::picture::lessons::fit_on;
use routing::{Classifier, Labelled, evaluate};
use std::collections::HashSet;
use store::corrections::Lesson;

/// How many of the last confirmed questions a new model must not lose on.
const EXAMINED: usize = 200;
/// On fewer confirmed questions than this no model is compared, and none is put into use.
pub(crate) const FEWEST: usize = 10;

/// How two models did on the same questions.
pub(crate) struct Exam {
    pub questions: usize,
    pub before: u32,
    pub after: u32,
}

/// Compares what the model that routes has learned from with all there is to learn from, on the last confirmed
/// questions. None of them is in either fit that answers it: of two halves, each is asked of fits without it.
pub(crate) fn examine(lessons: &[Lesson], known_until: i64, terms: &[routing::Term]) -> Exam {
    let confirmed: Vec<&Lesson> = lessons.iter().filter(|lesson| lesson.wrong_theme.is_none()).collect();
    let held = &confirmed[confirmed.len().saturating_sub(EXAMINED)..];
    let mut exam = Exam { questions: held.len(), before: 0, after: 0 };
    if held.len() < FEWEST {
        return exam;
    }
    for odd in [0, 1] {
        let asked: Vec<&Lesson> = held.iter().skip(odd).step_by(2).copied().collect();
        let taken: HashSet<i64> = asked.iter().map(|lesson| lesson.id).collect();
        let others = || lessons.iter().filter(|lesson| !taken.contains(&lesson.id));
        let before = fit_on(others().filter(|lesson| lesson.id <= known_until)).with_terms(terms);
        let after = fit_on(others()).with_terms(terms);
        exam.before += right_answers(&before, &asked);
        exam.after += right_answers(&after, &asked);
    }
    exam
}

/// Labels set rightly, minus labels set wrongly, plus primary themes among the first three.
fn right_answers(classifier: &Classifier, asked: &[&Lesson]) -> u32 {
    let labelled: Vec<Labelled> = asked
        .iter()
        .map(|lesson| Labelled {
            groups: lesson.groups.clone(),
            themes: lesson.themes.clone(),
            out_of_scope: false,
            classification: classifier.classify(&lesson.subject, &lesson.body),
        })
        .collect();
    let report = evaluate(&labelled);
    let axes = [&report.groups, &report.themes];
    let right: u32 = axes.iter().map(|axis| axis.all.right).sum();
    let wrong: u32 = axes.iter().map(|axis| axis.all.wrong).sum();
    let near = (report.themes.top3 * labelled.len() as f64).round() as u32;
    (2 * right + near).saturating_sub(wrong)
}
