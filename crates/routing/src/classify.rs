//! What a question is about.

use crate::language::Language;
use crate::lexicon::{Hit, Lexicon};
use crate::text::spaced;
use domain::TopicKey;
use std::collections::BTreeMap;
use std::sync::Arc;

const GROUPS: &str = include_str!("../lexicon/groups.txt");
const THEMES: &str = include_str!("../lexicon/themes.txt");
const OUT_OF_SCOPE: &str = include_str!("../lexicon/out-of-scope.txt");

/// Counts up when lexicon or method change; stored with each decision.
const VERSION: &str = "lexicon-1";
/// A word in the subject counts this much more than one in the body.
const SUBJECT_FACTOR: f32 = 1.5;
/// A word that comes back counts this much of itself again, once.
const REPEAT_FACTOR: f32 = 0.4;
/// A score at which we are about two thirds sure.
const SURE: f32 = 3.0;
/// Weakest score at which a topic is set without anything else pointing to it.
const WEAKEST: f32 = 1.5;
/// A second theme must score at least this share of the first.
const CLOSE: f32 = 0.55;
/// Most themes and groups the classifier sets.
const MOST: usize = 3;

/// What a text is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Classification {
    /// Every group, best first.
    pub groups: Vec<Proposal>,
    /// Every theme, best first; the first chosen one is primary.
    pub themes: Vec<Proposal>,
    /// Is it for this desk at all?
    pub out_of_scope: OutOfScope,
    /// In which language it is written.
    pub language: Language,
}

/// One topic, proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Which topic.
    pub key: TopicKey,
    /// How sure, from 0 to 1.
    pub confidence: f32,
    /// Would the desk set it?
    pub chosen: bool,
    /// What led here, strongest first; the contributions add up to the score.
    pub evidence: Vec<Evidence>,
}

/// A word that points to a topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// As it stands in the text, folded.
    pub word: String,
    /// What it adds to the score.
    pub contribution: f32,
}

/// Doubt whether a question is for this desk. Never a reason to refuse it: a human decides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutOfScope {
    /// From 0 (surely ours) to 1 (surely not).
    pub score: f32,
    /// Doubtful enough to ask a human.
    pub flag: bool,
}

/// Proposes topics. Built once, cheap to share.
#[derive(Clone)]
pub struct Classifier {
    groups: Arc<Lexicon>,
    themes: Arc<Lexicon>,
    out_of_scope: Arc<Lexicon>,
}

impl Classifier {
    /// The lexicon of this version of the program.
    pub fn standard() -> Self {
        Self {
            groups: Arc::new(Lexicon::parse(GROUPS)),
            themes: Arc::new(Lexicon::parse(THEMES)),
            out_of_scope: Arc::new(Lexicon::parse(OUT_OF_SCOPE)),
        }
    }

    /// Which lexicon and method; stored with each decision.
    pub fn version(&self) -> &str {
        VERSION
    }

    /// Proposes topics for a question, with the words that led to each.
    pub fn classify(&self, subject: &str, body: &str) -> Classification {
        let subject = spaced(subject);
        let body = spaced(body);
        let mut themes = proposals(&self.themes, &subject, &body);
        let mut groups = proposals(&self.groups, &subject, &body);
        choose_themes(&mut themes);
        choose_groups(&mut groups);
        let strangeness: f32 =
            self.out_of_scope.hits(&subject).iter().chain(&self.out_of_scope.hits(&body)).map(|hit| hit.weight).sum();
        Classification {
            out_of_scope: doubt(strangeness, &themes, &groups),
            language: Language::of(&format!("{subject}{body}")),
            groups,
            themes,
        }
    }
}

/// Every topic of a lexicon with its evidence, best first; ties by the order of the lexicon.
fn proposals(lexicon: &Lexicon, subject: &str, body: &str) -> Vec<Proposal> {
    let mut words: Vec<BTreeMap<String, (f32, u32)>> = vec![BTreeMap::new(); lexicon.topics().len()];
    let mut add = |hits: Vec<Hit<'_>>, factor: f32| {
        for hit in hits {
            let seen = words[hit.topic].entry(hit.words.to_owned()).or_insert((0.0, 0));
            seen.0 = seen.0.max(hit.weight * factor);
            seen.1 += 1;
        }
    };
    add(lexicon.hits(subject), SUBJECT_FACTOR);
    add(lexicon.hits(body), 1.0);
    let mut proposals: Vec<Proposal> = lexicon
        .topics()
        .iter()
        .zip(words)
        .map(|(key, words)| {
            let mut evidence: Vec<Evidence> = words
                .into_iter()
                .map(|(word, (weight, times))| Evidence {
                    word,
                    contribution: weight * if times > 1 { 1.0 + REPEAT_FACTOR } else { 1.0 },
                })
                .collect();
            evidence.sort_by(|left, right| right.contribution.total_cmp(&left.contribution));
            let score = total(&evidence);
            Proposal { key: key.clone(), confidence: 1.0 - (-score / SURE).exp(), chosen: false, evidence }
        })
        .collect();
    proposals.sort_by(|left, right| right.confidence.total_cmp(&left.confidence));
    proposals
}

fn total(evidence: &[Evidence]) -> f32 {
    evidence.iter().map(|evidence| evidence.contribution).sum()
}

/// The best theme, and others that come close to it.
fn choose_themes(themes: &mut [Proposal]) {
    let best = themes.first().map_or(0.0, |first| total(&first.evidence));
    for theme in themes.iter_mut().take(MOST) {
        let score = total(&theme.evidence);
        theme.chosen = score > 0.0 && score >= best * CLOSE && (score >= WEAKEST || score >= best);
    }
}

/// Groups with evidence of their own; `algemeen` only when there is none, or when there are too many to be meant.
fn choose_groups(groups: &mut [Proposal]) {
    let strong = |group: &Proposal| group.key.as_str() != TopicKey::GENERAL && total(&group.evidence) >= WEAKEST;
    let best = groups.iter().filter(|group| strong(group)).map(|group| total(&group.evidence)).fold(0.0, f32::max);
    let close = |group: &Proposal| strong(group) && total(&group.evidence) >= best * CLOSE;
    let named = groups.iter().filter(|group| close(group)).count();
    let general = named == 0 || named > MOST;
    for group in groups.iter_mut() {
        group.chosen = if group.key.as_str() == TopicKey::GENERAL { general } else { !general && close(group) };
    }
    // What is chosen stands first: the order is what people read.
    groups.sort_by_key(|group| !group.chosen);
}

fn doubt(strangeness: f32, themes: &[Proposal], groups: &[Proposal]) -> OutOfScope {
    let theme = themes.first().map_or(0.0, |first| total(&first.evidence));
    let group = groups
        .iter()
        .filter(|group| group.key.as_str() != TopicKey::GENERAL)
        .map(|group| total(&group.evidence))
        .fold(0.0, f32::max);
    let leaning = 0.9 * strangeness - 0.6 * theme - 0.3 * group + 0.2;
    let score = 1.0 / (1.0 + (-leaning).exp());
    OutOfScope { score, flag: strangeness >= 2.0 && score > 0.6 }
}
