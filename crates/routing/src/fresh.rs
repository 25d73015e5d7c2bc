//! Topics that nothing was learned of yet (cold start): the desk added them, and only its own words point to them.

use crate::evidence::Evidence;
use crate::lanes::{GROUP_PRIOR, THEME_PRIOR};
use crate::lexicon::{Lexicon, Term};
use domain::{Axis, TopicKey};
use std::collections::BTreeMap;

/// The score of an empty text: about as unlikely as a topic that few questions are about.
const BIAS: f32 = -3.0;

/// Such a topic, and what points to it.
pub(crate) struct Pointed {
    pub key: TopicKey,
    pub score: f32,
    pub bias: f32,
    pub evidence: Vec<Evidence>,
}

/// Such topics, with the words that point to them.
pub(crate) struct Fresh {
    lexicon: Lexicon,
    axes: Vec<Axis>,
}

impl Fresh {
    /// Those of the desk's terms that point to a topic the model does not know; none when there are none.
    pub(crate) fn of(terms: &[Term], is_known: impl Fn(&TopicKey) -> bool) -> Option<Self> {
        let mut topics: BTreeMap<TopicKey, Axis> = BTreeMap::new();
        for term in terms.iter().filter(|term| !is_known(&term.topic)) {
            topics.insert(term.topic.clone(), term.axis);
        }
        if topics.is_empty() {
            return None;
        }
        let (keys, axes) = topics.into_iter().unzip();
        Some(Self { lexicon: Lexicon::about(keys, terms), axes })
    }

    /// Every such topic of one axis to which a word of the text points.
    pub(crate) fn pointed(&self, axis: Axis, subject: &str, body: &str) -> Vec<Pointed> {
        let mut hits = Vec::new();
        for text in [subject, body] {
            self.lexicon.hits(text, &mut hits);
        }
        let topics = self.lexicon.topics().iter().zip(&self.axes).enumerate();
        topics
            .filter(|(_, (_, of))| **of == axis)
            .filter_map(|(at, (key, _))| {
                let mut words: BTreeMap<&str, f32> = BTreeMap::new();
                for hit in hits.iter().filter(|hit| hit.topic == at) {
                    let weight = words.entry(hit.words).or_default();
                    *weight = weight.max(hit.weight);
                }
                (!words.is_empty()).then(|| pointed(key, axis, &words))
            })
            .collect()
    }
}

fn pointed(key: &TopicKey, axis: Axis, words: &BTreeMap<&str, f32>) -> Pointed {
    let sum: f32 = words.values().sum();
    let prior = if axis == Axis::Theme { THEME_PRIOR } else { GROUP_PRIOR };
    let adds = prior * libm::logf(1.0 + sum);
    let mut evidence: Vec<Evidence> = words
        .iter()
        .map(|(word, weight)| Evidence { word: (*word).into(), contribution: adds * weight / sum, is_of_lexicon: true })
        .collect();
    evidence.sort_by(|left, right| right.contribution.total_cmp(&left.contribution));
    Pointed { key: key.clone(), score: BIAS + adds, bias: BIAS, evidence }
}
