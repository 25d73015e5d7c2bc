//! How well a document fits what is asked (BM25): rare words count more than common ones, a word that comes back counts a
//! little more than one that does not, and a long document is no better for being long.

use crate::reading::Word;
use crate::vocabulary::{Place, Shared, Term, Vocabulary};
use libm::logf;

/// How soon a word that comes back adds nothing more.
const SOON: f32 = 1.2;
/// How much the length of a document counts against it.
const LENGTH: f32 = 0.75;
/// How much a word weighs that only looks like the one that is asked for.
const LOOKS: f32 = 0.6;

/// How much more a word counts that stands in the title of what is asked.
const IN_TITLE: f32 = 1.5;

/// A word that is asked for: where it is looked for, and how much it counts.
#[derive(Debug)]
pub(crate) struct Wanted<'t> {
    pub written: &'t str,
    alike: Vec<(Term, f32)>,
    /// In how many documents it occurs itself.
    occurs: Option<usize>,
    importance: f32,
    counts: f32,
}

/// What counts against a document of this length, among documents of that average.
pub(crate) fn drag(length: u64, average: f32) -> f32 {
    SOON * (1.0 - LENGTH + LENGTH * length as f32 / average)
}

/// How rare something is that occurs in so many documents.
pub(crate) fn rarity(occurs: usize, documents: usize) -> f32 {
    let (occurs, documents) = (occurs as f32, documents as f32);
    logf(1.0 + (documents - occurs + 0.5) / (occurs + 0.5))
}

/// For each document what one word weighs in it; kept between words, because it is as long as there are documents.
#[derive(Debug)]
pub(crate) struct Weights {
    of_word: Vec<f32>,
    touched: Vec<Place>,
}

impl Weights {
    pub(crate) fn new(places: usize) -> Self {
        Self { of_word: vec![0.0; places], touched: Vec::new() }
    }
}

impl<'t> Wanted<'t> {
    pub(crate) fn new(word: &Word<'t>, vocabulary: &Vocabulary, shared: &mut Shared) -> Self {
        let mut alike = vocabulary.alike(&word.stem, shared);
        alike.iter_mut().filter(|(_, share)| *share < 1.0).for_each(|(_, share)| *share *= LOOKS);
        let importance = if word.in_title { IN_TITLE } else { 1.0 };
        Self { written: word.written, alike, occurs: vocabulary.documents_with(&word.stem), importance, counts: 0.0 }
    }

    /// Tells for each document that holds this word, or one like it, how much that adds. What it returns is the most that it
    /// could have added.
    pub(crate) fn weigh(
        &mut self,
        vocabulary: &Vocabulary,
        documents: usize,
        weights: &mut Weights,
        mut add: impl FnMut(Place, f32, f32),
    ) -> f32 {
        for (term, share) in &self.alike {
            for (place, weight) in vocabulary.occurs(*term) {
                let of_word = &mut weights.of_word[*place as usize];
                if *of_word == 0.0 {
                    weights.touched.push(*place);
                }
                *of_word += share * weight;
            }
        }
        let occurs = self.occurs.unwrap_or(weights.touched.len());
        self.counts = self.importance * rarity(occurs, documents);
        for place in weights.touched.drain(..) {
            add(place, std::mem::take(&mut weights.of_word[place as usize]), self.counts);
        }
        self.counts
    }

    /// How much this word adds to a document with these words.
    pub(crate) fn adds(&self, terms: &[(Term, f32)], drag: f32) -> f32 {
        let weight_of = |term: Term| terms.binary_search_by_key(&term, |(of, _)| *of).map_or(0.0, |at| terms[at].1);
        let weight: f32 = self.alike.iter().map(|(term, share)| share * weight_of(*term)).sum();
        self.counts * weight / (weight + drag)
    }
}
