//! What the classifier is taught (training): the corpus, the words of the lexicon in plain sentences, and what experts
//! corrected.

use crate::classify::Classifier;
use crate::corpus::Example;
use crate::features::Reading;
use crate::lanes::Lexicons;
use crate::model::{LANES, Lesson, Model};
use crate::text::spaced;
use domain::TopicKey;
use rustc_hash::FxHashMap;

/// One sentence per line, with a `…` for what it is about.
const CARRIERS: &str = include_str!("../lexicon/carriers.txt");
/// What one correction counts beside a question of the corpus: it is real, and it is from this desk.
const CORRECTION_WEIGHT: f32 = 2.0;
/// Most that all corrections of one person count together, as a share of the corpus.
const TEACHER_SHARE: f32 = 0.2;
/// What a word of the lexicon in a plain sentence counts beside a question of the corpus.
const POINTER_WEIGHT: f32 = 0.4;
/// What it counts for being for this desk.
const POINTER_IS_OURS: f32 = 0.2;
/// What it counts, if it points to a theme, for being about no group in particular.
const POINTER_IS_GENERAL: f32 = 0.2;

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

impl Classifier {
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
        let pointers: Vec<(usize, String)> = pointers_in_sentences(&lexicons).collect();
        let lessons: Vec<Lesson<'_>> = texts
            .iter()
            .zip(examples().zip(weights))
            .map(|((subject, body), (example, (weight, wrong)))| {
                let hits = lexicons.hits(subject, body);
                Lesson {
                    reading: Reading::of(subject, body),
                    offset: lexicons.offset(&hits),
                    labels: lexicons.labels(example),
                    weights: lexicons.weights(weight, wrong),
                }
            })
            .chain(pointers.iter().map(|(lane, sentence)| pointer_lesson(&lexicons, *lane, sentence)))
            .collect();
        let model = Model::fit(&lessons);
        Self::of(lexicons, model)
    }
}

/// Every word that points to a topic, in a plain sentence: what is asked about must outweigh how it is asked.
fn pointers_in_sentences(lexicons: &Lexicons) -> impl Iterator<Item = (usize, String)> {
    let carriers = CARRIERS.lines().filter(|line| !line.starts_with('#')).cycle();
    lexicons.pointers().zip(carriers).map(|((lane, word), carrier)| (lane, spaced(&carrier.replace('…', &word))))
}

/// It is for this desk, and about this one of its axis; of the other axis it says nothing, but that a theme by itself is
/// about no group in particular.
fn pointer_lesson<'t>(lexicons: &Lexicons, lane: usize, sentence: &'t str) -> Lesson<'t> {
    let mut labels = [false; LANES];
    labels[lane] = true;
    let mut weights = [0.0; LANES];
    for (other, weight) in weights.iter_mut().enumerate() {
        if lexicons.is_theme(other) == lexicons.is_theme(lane) {
            *weight = POINTER_WEIGHT;
        }
    }
    weights[lexicons.strange_lane()] = POINTER_IS_OURS;
    if let Some(general) = lexicons.general_lane().filter(|_| lexicons.is_theme(lane)) {
        labels[general] = true;
        weights[general] = POINTER_IS_GENERAL;
    }
    let hits = lexicons.hits(NO_SUBJECT, sentence);
    let reading = Reading::of(NO_SUBJECT, sentence);
    Lesson { reading, offset: lexicons.offset(&hits), labels, weights }
}

/// An empty subject, as spaced text.
const NO_SUBJECT: &str = " ";

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
