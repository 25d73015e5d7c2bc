//! The textbook (BM25), to stand beside.

use domain::{fold, is_small_word, stemming};
use std::collections::{BTreeSet, HashMap};

/// How soon a word that comes back adds nothing more, and how much a document's length counts: what everybody takes.
const SOON: f32 = 1.2;
const LENGTH: f32 = 0.75;

/// Documents by their words.
pub(crate) struct Plain {
    occurs: HashMap<String, Vec<(usize, f32)>>,
    lengths: Vec<f32>,
    average: f32,
}

impl Plain {
    /// Of the words of each document.
    pub(crate) fn new(documents: impl Iterator<Item = Vec<String>>) -> Self {
        let mut occurs: HashMap<String, Vec<(usize, f32)>> = HashMap::new();
        let mut lengths = Vec::new();
        for (at, words) in documents.enumerate() {
            lengths.push(words.len() as f32);
            let mut counts: HashMap<String, f32> = HashMap::new();
            words.into_iter().for_each(|word| *counts.entry(word).or_default() += 1.0);
            for (word, count) in counts {
                occurs.entry(word).or_default().push((at, count));
            }
        }
        let average = lengths.iter().sum::<f32>() / lengths.len() as f32;
        Self { occurs, lengths, average }
    }

    /// Which documents fit best.
    pub(crate) fn best(&self, asked: &[String], most: usize) -> Vec<usize> {
        let all = self.lengths.len() as f32;
        let mut scores = vec![0.0; self.lengths.len()];
        for word in asked.iter().collect::<BTreeSet<_>>() {
            let places = self.occurs.get(word).map_or(&[][..], Vec::as_slice);
            let occurs = places.len() as f32;
            let rarity = (1.0 + (all - occurs + 0.5) / (occurs + 0.5)).ln();
            for (at, count) in places {
                let drag = SOON * (1.0 - LENGTH + LENGTH * self.lengths[*at] / self.average);
                scores[*at] += rarity * count * (SOON + 1.0) / (count + drag);
            }
        }
        let mut found: Vec<usize> = (0..scores.len()).filter(|at| scores[*at] > 0.0).collect();
        found.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]).then_with(|| one.cmp(other)));
        found.truncate(most);
        found
    }
}

/// Words as they stand there.
#[allow(dead_code, reason = "the bench looks at stems only")]
pub(crate) fn folded(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Stems of words that say something.
pub(crate) fn stemmed(text: &str) -> Vec<String> {
    let stem = stemming();
    fold(text).split(' ').filter(|word| !is_small_word(word)).map(stem).collect()
}
