//! What a question is about.

use crate::corpus::{Example, training_corpus};
use crate::features::{Found, Reading};
use crate::language::Language;
use crate::lexicon::{Hit, Lexicon, Term};
use crate::model::{LANES, Lesson, Model, Row, add, sigmoid};
use crate::text::spaced;
use compact_str::CompactString;
use domain::TopicKey;
use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

const GROUPS: &str = include_str!("../lexicon/groups.txt");
const THEMES: &str = include_str!("../lexicon/themes.txt");
const OUT_OF_SCOPE: &str = include_str!("../lexicon/out-of-scope.txt");

/// Counts up when the method changes: the first part of the version stored with each decision.
const METHOD: &str = "3";
/// A lexicon word in the subject counts this much more than one in the body.
const SUBJECT_FACTOR: f32 = 1.5;
/// A lexicon word that comes back counts this much of itself again, once.
const REPEAT_FACTOR: f32 = 0.4;
/// What the lexicon counts beside what was learned, on each axis.
const THEME_PRIOR: f32 = 1.2;
const GROUP_PRIOR: f32 = 2.0;
const STRANGE_PRIOR: f32 = 0.4;
/// Score from which a second theme is set.
const THEME_THRESHOLD: f32 = -1.0;
/// By how much `algemeen` must be likelier than every group to be set instead.
const GENERAL_MARGIN: f32 = 1.0;
/// How far a second group may stay behind the first.
const GROUP_GAP: f32 = 0.5;
/// Most themes and groups the classifier sets.
const MOST: usize = 3;
/// How many proposals per axis come with their evidence: those that can be chosen, and one that could have been.
const EXPLAINED: usize = 4;
/// Chance from which a question is doubted to be for this desk.
const DOUBT: f32 = 0.5;

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

impl Classification {
    /// How sure the primary theme is, from 0 to 1: what a lead's gate looks at.
    pub fn certainty(&self) -> f32 {
        self.themes.first().map_or(0.0, |first| first.confidence)
    }
}

/// One topic, proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Which topic.
    pub key: TopicKey,
    /// How sure, from 0 to 1.
    pub confidence: f32,
    /// The logit: [`Proposal::bias`] and the contributions of the evidence added up.
    pub score: f32,
    /// The score of an empty text.
    pub bias: f32,
    /// Would the desk set it? Nothing is set on a question that is doubted to be for this desk.
    pub chosen: bool,
    /// What led here, strongest first; for the best four of each axis.
    pub evidence: Vec<Evidence>,
}

/// A word that points to a topic, or away from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// As it stands in the text, folded.
    pub word: CompactString,
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

/// What somebody who read a question says it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The question, with the topics as confirmed or corrected.
    pub example: Example,
    /// Set when somebody only said which theme it is *not*: then nothing else is learned from it.
    pub wrong_theme: Option<TopicKey>,
    /// Who says so; nobody's share of what is learned may grow without bound.
    pub teacher: u128,
}

/// What one correction counts beside a question of the corpus: it is real, and it is from this desk.
const CORRECTION_WEIGHT: f32 = 2.0;
/// Most that all corrections of one person count together, as a share of the corpus.
const TEACHER_SHARE: f32 = 0.2;

/// Proposes topics. Built once, cheap to share.
#[derive(Clone)]
pub struct Classifier {
    lexicons: Arc<Lexicons>,
    model: Arc<Model>,
    version: Arc<str>,
}

impl fmt::Debug for Classifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Classifier").field(&self.version).finish()
    }
}

/// The lexicon with its topics laid out as lanes of the model: themes, groups, and the strange one last.
#[derive(Clone)]
struct Lexicons {
    program: Arc<Lexicon>,
    /// Words that the desk itself added.
    desk: Option<Arc<Lexicon>>,
    first_group: usize,
}

impl Classifier {
    /// What this version of the program knows by itself.
    pub fn standard() -> Self {
        static STANDARD: OnceLock<Classifier> = OnceLock::new();
        STANDARD.get_or_init(|| Self::taught(training_corpus(), &[])).clone()
    }

    /// Learns from a corpus and from the desk's corrections, in their order. The same input gives the same classifier,
    /// byte for byte.
    pub fn taught(corpus: &[Example], corrections: &[Correction]) -> Self {
        let lexicons = Lexicons::standard();
        let examples = || corpus.iter().chain(corrections.iter().map(|correction| &correction.example));
        let texts: Vec<(String, String)> =
            examples().map(|example| (spaced(&example.subject), spaced(&example.body))).collect();
        let weights = corpus.iter().map(|_| (1.0, None)).chain(
            corrections
                .iter()
                .zip(weights(corpus.len(), corrections))
                .map(|(correction, weight)| (weight, correction.wrong_theme.as_ref())),
        );
        let lessons: Vec<Lesson<'_>> = texts
            .iter()
            .zip(examples().zip(weights))
            .map(|((subject, body), (example, (weight, wrong)))| Lesson {
                reading: Reading::of(subject, body),
                offset: lexicons.offset(&lexicons.hits(subject, body)),
                labels: lexicons.labels(example),
                weights: lexicons.weights(weight, wrong),
            })
            .collect();
        let model = Model::fit(&lessons);
        let version = format!("{METHOD}-{}", model.fingerprint());
        Self { lexicons: Arc::new(lexicons), model: Arc::new(model), version: version.into() }
    }

    /// The same, with words that the desk itself added to the lexicon. They count at once, without learning again.
    #[must_use]
    pub fn with_terms(&self, terms: &[Term]) -> Self {
        if terms.is_empty() {
            return self.clone();
        }
        Self {
            lexicons: Arc::new(self.lexicons.with_terms(terms)),
            model: Arc::clone(&self.model),
            version: format!("{}-{}", self.version, Term::fingerprint(terms)).into(),
        }
    }

    /// Method and hash of what was learned; stored with each decision.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Proposes topics for a question, with the words that led to each.
    pub fn classify(&self, subject: &str, body: &str) -> Classification {
        let Self { lexicons, model, .. } = self;
        let (subject, body) = (spaced(subject), spaced(body));
        let reading = Reading::of(&subject, &body);
        let hits = lexicons.hits(&subject, &body);
        let offset = lexicons.offset(&hits);

        let mut found: Vec<Found> = Vec::with_capacity(1_024);
        model.vocabulary.find(&reading, &mut found);
        // What every word says of every topic, so that the words can be told apart.
        let mut by_word: Vec<Row> = vec![[0.0; LANES]; reading.words.len()];
        for found in &found {
            add(&mut by_word[found.word as usize], model.row(found.feature), found.value);
        }
        let mut scores = model.bias;
        for row in &by_word {
            add(&mut scores, row, 1.0);
        }
        add(&mut scores, &offset, 1.0);

        let proposals = |topics: &[TopicKey], first: usize| {
            let mut proposals: Vec<(usize, Proposal)> = topics
                .iter()
                .enumerate()
                .map(|(at, key)| {
                    let score = scores[first + at];
                    let proposal = Proposal {
                        key: key.clone(),
                        confidence: sigmoid(score),
                        score,
                        bias: model.bias[first + at],
                        chosen: false,
                        evidence: Vec::new(),
                    };
                    (first + at, proposal)
                })
                .collect();
            proposals.sort_by(|(_, left), (_, right)| right.score.total_cmp(&left.score));
            for (lane, proposal) in proposals.iter_mut().take(EXPLAINED) {
                proposal.evidence = evidence(*lane, &reading, &by_word, &hits, &offset);
            }
            proposals.into_iter().map(|(_, proposal)| proposal).collect::<Vec<_>>()
        };
        let mut themes = proposals(lexicons.themes(), 0);
        let mut groups = proposals(lexicons.groups(), lexicons.first_group);
        let doubt = sigmoid(doubt(scores[lexicons.strange_lane()], &themes, &groups));
        let out_of_scope = OutOfScope { score: doubt, flag: doubt > DOUBT };
        if !out_of_scope.flag {
            choose_themes(&mut themes);
            choose_groups(&mut groups);
        }
        Classification {
            out_of_scope,
            language: Language::of(reading.words.iter().map(|word| word.text)),
            groups,
            themes,
        }
    }
}

/// What each correction counts: less when its teacher gave many.
fn weights(corpus: usize, corrections: &[Correction]) -> Vec<f32> {
    let mut by_teacher: FxHashMap<u128, f32> = FxHashMap::default();
    for correction in corrections {
        *by_teacher.entry(correction.teacher).or_default() += CORRECTION_WEIGHT;
    }
    let most = (corpus as f32 * TEACHER_SHARE).max(CORRECTION_WEIGHT);
    let share = |teacher: &u128| (most / by_teacher[teacher]).min(1.0);
    corrections.iter().map(|correction| CORRECTION_WEIGHT * share(&correction.teacher)).collect()
}

/// A hit of a lexicon on a lane of the model.
struct LaneHit<'t> {
    lane: usize,
    words: &'t str,
    weight: f32,
}

impl Lexicons {
    fn standard() -> Self {
        static STANDARD: OnceLock<Lexicons> = OnceLock::new();
        let made = || Self {
            program: Arc::new(Lexicon::of_files(&[THEMES, GROUPS, OUT_OF_SCOPE])),
            desk: None,
            first_group: THEMES.lines().filter(|line| line.starts_with('[')).count(),
        };
        STANDARD.get_or_init(made).clone()
    }

    fn with_terms(&self, terms: &[Term]) -> Self {
        Self { desk: Some(Arc::new(self.program.of_terms(terms))), ..self.clone() }
    }

    fn themes(&self) -> &[TopicKey] {
        &self.program.topics()[..self.first_group]
    }

    fn groups(&self) -> &[TopicKey] {
        &self.program.topics()[self.first_group..self.strange_lane()]
    }

    fn strange_lane(&self) -> usize {
        self.program.topics().len() - 1
    }

    fn labels(&self, example: &Example) -> [bool; LANES] {
        let mut labels = [false; LANES];
        for (lane, key) in self.program.topics().iter().enumerate() {
            labels[lane] = example.themes.contains(key) || example.groups.contains(key);
        }
        labels[self.strange_lane()] = example.out_of_scope();
        labels
    }

    /// How much a question teaches of each topic.
    fn weights(&self, weight: f32, wrong_theme: Option<&TopicKey>) -> Row {
        match wrong_theme {
            None => [weight; LANES],
            Some(wrong) => {
                let mut weights = [0.0; LANES];
                if let Some(at) = self.themes().iter().position(|key| key == wrong) {
                    weights[at] = weight;
                }
                weights
            }
        }
    }

    fn hits<'t>(&self, subject: &'t str, body: &'t str) -> Vec<LaneHit<'t>> {
        let mut hits: Vec<LaneHit<'t>> = Vec::new();
        let mut found: Vec<Hit<'t>> = Vec::new();
        for (text, factor) in [(subject, SUBJECT_FACTOR), (body, 1.0)] {
            found.clear();
            self.program.hits(text, &mut found);
            if let Some(desk) = &self.desk {
                desk.hits(text, &mut found);
            }
            for hit in &found {
                let weight = hit.weight * factor;
                let seen = hits.iter_mut().find(|seen| seen.lane == hit.topic && seen.words == hit.words);
                match seen {
                    // Each time more counts, but less and less of the same word is said.
                    Some(seen) => seen.weight = seen.weight.max(weight).max(hit.weight * (1.0 + REPEAT_FACTOR)),
                    None => hits.push(LaneHit { lane: hit.topic, words: hit.words, weight }),
                }
            }
        }
        hits
    }

    /// What the lexicon says of every topic: more words say more, but ever less more.
    fn offset(&self, hits: &[LaneHit<'_>]) -> Row {
        let mut sums = [0.0; LANES];
        for hit in hits {
            sums[hit.lane] += hit.weight;
        }
        let mut offset = [0.0; LANES];
        for (lane, (offset, sum)) in offset.iter_mut().zip(sums).enumerate() {
            let prior = if lane < self.first_group {
                THEME_PRIOR
            } else if lane < self.strange_lane() {
                GROUP_PRIOR
            } else {
                STRANGE_PRIOR
            };
            *offset = prior * libm::logf(1.0 + sum);
        }
        offset
    }
}

/// What each word adds to the score of a topic, learned and from the lexicon, strongest first.
fn evidence(lane: usize, reading: &Reading<'_>, by_word: &[Row], hits: &[LaneHit<'_>], offset: &Row) -> Vec<Evidence> {
    let total: f32 = hits.iter().filter(|hit| hit.lane == lane).map(|hit| hit.weight).sum();
    let mut evidence: Vec<(&str, f32)> =
        hits.iter().filter(|hit| hit.lane == lane).map(|hit| (hit.words, offset[lane] * hit.weight / total)).collect();
    let from_lexicon = evidence.len();
    for (word, row) in reading.words.iter().zip(by_word).filter(|(_, row)| row[lane] != 0.0) {
        match evidence[..from_lexicon].iter_mut().find(|(words, _)| *words == word.text) {
            Some((_, contribution)) => *contribution += row[lane],
            None => evidence.push((word.text, row[lane])),
        }
    }
    evidence.sort_unstable_by(|left, right| right.1.total_cmp(&left.1).then_with(|| left.0.cmp(right.0)));
    evidence.into_iter().map(|(word, contribution)| Evidence { word: word.into(), contribution }).collect()
}

/// The best theme, and others that are likely too.
fn choose_themes(themes: &mut [Proposal]) {
    for (rank, theme) in themes.iter_mut().take(MOST).enumerate() {
        theme.chosen = rank == 0 || theme.score > THEME_THRESHOLD;
    }
}

/// The likeliest groups; `algemeen` when that is likelier, or when there are too many to be meant. Never both.
fn choose_groups(groups: &mut [Proposal]) {
    let is_general = |group: &Proposal| group.key.as_str() == TopicKey::GENERAL;
    let general = groups.iter().find(|group| is_general(group)).map_or(f32::MIN, |general| general.score);
    let best = groups.iter().filter(|group| !is_general(group)).map(|group| group.score).fold(f32::MIN, f32::max);
    let meant = |group: &Proposal| !is_general(group) && group.score > best - GROUP_GAP;
    let is_general_question =
        general > best + GENERAL_MARGIN || groups.iter().filter(|group| meant(group)).count() > MOST;
    for group in groups.iter_mut() {
        group.chosen = if is_general_question { is_general(group) } else { meant(group) };
    }
    // What is chosen stands first: the order is what people read.
    groups.sort_by_key(|group| !group.chosen);
}

/// A question that resembles strange ones, and nothing of ours.
fn doubt(strange: f32, themes: &[Proposal], groups: &[Proposal]) -> f32 {
    let theme = themes.first().map_or(0.0, |theme| theme.score);
    let group = groups.iter().filter(|group| group.key.as_str() != TopicKey::GENERAL).map(|group| group.score);
    let group = group.fold(f32::MIN, f32::max);
    strange - 0.35 * (theme + 1.0) - 0.15 * (group + 1.0)
}
