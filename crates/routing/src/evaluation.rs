//! How good the proposals are, measured against labels.

use crate::{Classification, Classifier, Example, Judged, Proposal, Reliability};
use domain::TopicKey;
use std::collections::BTreeMap;

/// A question with the labels people gave it.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// Groups, by people.
    pub groups: Vec<TopicKey>,
    /// Themes, by people; the first is primary.
    pub themes: Vec<TopicKey>,
    /// Not for this desk, by people.
    pub out_of_scope: bool,
    /// What the classifier made of it.
    pub classification: Classification,
}

impl Labelled {
    /// What a classifier makes of a question, beside what people said.
    pub fn by(classifier: &Classifier, question: &Example) -> Self {
        Self {
            groups: question.groups.clone(),
            themes: question.themes.clone(),
            out_of_scope: question.out_of_scope(),
            classification: classifier.classify(&question.subject, &question.body),
        }
    }
}

/// Precision, recall and F1 of one topic.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TopicReport {
    /// Set by both.
    pub right: u32,
    /// Set by the classifier only.
    pub wrong: u32,
    /// Set by people only.
    pub missed: u32,
}

impl TopicReport {
    /// Share of what was set that was right.
    pub fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// Share of what was right that was set.
    pub fn recall(self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    /// Harmonic mean of the two.
    pub fn f1(self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }
}

/// One axis.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AxisReport {
    /// Each topic.
    pub topics: BTreeMap<TopicKey, TopicReport>,
    /// Over all topics together.
    pub all: TopicReport,
    /// Share of questions whose first label stands first.
    pub top1: f64,
    /// Share of questions whose first label is among the first three.
    pub top3: f64,
}

impl AxisReport {
    /// Mean F1 over topics.
    pub fn macro_f1(&self) -> f64 {
        let sum: f64 = self.topics.values().map(|topic| topic.f1()).sum();
        if self.topics.is_empty() { 0.0 } else { sum / self.topics.len() as f64 }
    }
}

/// Both axes, certainty, and the out-of-scope signal.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evaluation {
    /// Whether the certainty of the primary theme holds.
    pub certainty: Reliability,
    /// Groups.
    pub groups: AxisReport,
    /// Themes.
    pub themes: AxisReport,
    /// Chance that a question not for this desk scores higher than one that is; none without both sorts.
    pub out_of_scope_auroc: Option<f64>,
}

/// Compares proposals with labels.
pub fn evaluate(questions: &[Labelled]) -> Evaluation {
    Evaluation {
        groups: axis(questions, |question| (&question.groups, &question.classification.groups)),
        themes: axis(questions, |question| (&question.themes, &question.classification.themes)),
        certainty: Reliability::of(questions.iter().filter_map(judged).collect()),
        out_of_scope_auroc: auroc(questions),
    }
}

/// How sure the classifier was of the primary theme, and whether that was one of the question's; none when it doubted
/// that the question is for this desk, as nothing is assigned then.
fn judged(question: &Labelled) -> Option<Judged> {
    let found = &question.classification;
    let right = found.themes.first().is_some_and(|first| question.themes.contains(&first.key));
    (!found.out_of_scope.flag).then(|| Judged { certainty: found.certainty(), right })
}

fn axis<'q>(
    questions: &'q [Labelled],
    of: impl Fn(&'q Labelled) -> (&'q Vec<TopicKey>, &'q Vec<Proposal>),
) -> AxisReport {
    let mut report = AxisReport::default();
    let (mut asked, mut first, mut third) = (0, 0, 0);
    for question in questions {
        let (labels, proposals) = of(question);
        for proposal in proposals {
            let topic = report.topics.entry(proposal.key.clone()).or_default();
            match (proposal.chosen, labels.contains(&proposal.key)) {
                (true, true) => topic.right += 1,
                (true, false) => topic.wrong += 1,
                (false, true) => topic.missed += 1,
                (false, false) => {}
            }
        }
        if let Some(label) = labels.first() {
            asked += 1;
            first += u32::from(proposals.iter().take(1).any(|proposal| proposal.key == *label));
            third += u32::from(proposals.iter().take(3).any(|proposal| proposal.key == *label));
        }
    }
    for topic in report.topics.values() {
        report.all.right += topic.right;
        report.all.wrong += topic.wrong;
        report.all.missed += topic.missed;
    }
    report.top1 = share(first, asked);
    report.top3 = share(third, asked);
    report
}

fn auroc(questions: &[Labelled]) -> Option<f64> {
    let scores = |strange: bool| {
        questions
            .iter()
            .filter(move |question| question.out_of_scope == strange)
            .map(|question| question.classification.out_of_scope.score)
    };
    let (mut pairs, mut won) = (0.0, 0.0);
    for strange in scores(true) {
        for ours in scores(false) {
            pairs += 1.0;
            won += if strange > ours {
                1.0
            } else if strange < ours {
                0.0
            } else {
                0.5
            };
        }
    }
    (pairs > 0.0).then(|| won / pairs)
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}
