//! All words of all documents (inverted index): in which documents each occurs, and which words look like another one
//! (n-grams), by the pieces that they share.

use compact_str::CompactString;
use domain::each_piece;
use rustc_hash::FxHashMap;

/// How alike two words must be to count as one, from 0 to 1.
const ALIKE: f32 = 0.45;
/// Most words that count as one.
const MOST_ALIKE: usize = 24;

/// The number of a word while it occurs.
pub(crate) type Term = u32;
/// The number of a document while it is there.
pub(crate) type Place = u32;

#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    numbers: FxHashMap<CompactString, Term>,
    entries: Vec<Entry>,
    /// Numbers of words that no longer occur.
    free: Vec<Term>,
    by_piece: FxHashMap<u64, Vec<Term>>,
}

#[derive(Debug, Default)]
struct Entry {
    stem: CompactString,
    /// How many different pieces it has.
    pieces: u32,
    occurs: Vec<(Place, f32)>,
}

/// For each word, how many pieces it shares with another one; kept between words, because it is as long as the vocabulary.
#[derive(Debug)]
pub(crate) struct Shared {
    counts: Vec<u32>,
    touched: Vec<Term>,
}

impl Vocabulary {
    /// Where this word occurs, and how much it weighs there.
    pub(crate) fn occurs(&self, term: Term) -> &[(Place, f32)] {
        &self.entries[term as usize].occurs
    }

    /// In how many documents this very word occurs, if in any.
    pub(crate) fn documents_with(&self, stem: &CompactString) -> Option<usize> {
        self.numbers.get(stem).map(|term| self.occurs(*term).len())
    }

    pub(crate) fn add(&mut self, stem: &CompactString, place: Place, weight: f32) -> Term {
        let term = self.numbers.get(stem).copied().unwrap_or_else(|| self.learn(stem));
        self.entries[term as usize].occurs.push((place, weight));
        term
    }

    fn learn(&mut self, stem: &CompactString) -> Term {
        let term = self.free.pop().unwrap_or_else(|| {
            self.entries.push(Entry::default());
            self.entries.len() as Term - 1
        });
        let pieces = pieces(stem);
        for piece in &pieces {
            self.by_piece.entry(*piece).or_default().push(term);
        }
        self.entries[term as usize] = Entry { stem: stem.clone(), pieces: pieces.len() as u32, occurs: Vec::new() };
        self.numbers.insert(stem.clone(), term);
        term
    }

    /// A word that occurs nowhere else is forgotten.
    pub(crate) fn remove(&mut self, term: Term, place: Place) {
        let entry = &mut self.entries[term as usize];
        entry.occurs.retain(|(at, _)| *at != place);
        if entry.occurs.is_empty() {
            let stem = std::mem::take(&mut entry.stem);
            for piece in pieces(&stem) {
                if let Some(terms) = self.by_piece.get_mut(&piece) {
                    terms.retain(|of| *of != term);
                    if terms.is_empty() {
                        self.by_piece.remove(&piece);
                    }
                }
            }
            self.numbers.remove(&stem);
            self.free.push(term);
        }
    }

    pub(crate) fn shared(&self) -> Shared {
        Shared { counts: vec![0; self.entries.len()], touched: Vec::new() }
    }

    /// The words that occur and look like this one, the most alike first, each with how alike it is; itself with 1.
    pub(crate) fn alike(&self, stem: &CompactString, shared: &mut Shared) -> Vec<(Term, f32)> {
        let of_stem = pieces(stem);
        for piece in &of_stem {
            for term in self.by_piece.get(piece).map_or(&[][..], Vec::as_slice) {
                let count = &mut shared.counts[*term as usize];
                if *count == 0 {
                    shared.touched.push(*term);
                }
                *count += 1;
            }
        }
        let itself = self.numbers.get(stem).copied();
        let mut alike: Vec<(Term, f32)> = Vec::new();
        for term in shared.touched.drain(..) {
            let count = std::mem::take(&mut shared.counts[term as usize]);
            let of_both = of_stem.len() as f32 + self.entries[term as usize].pieces as f32;
            let share = 2.0 * count as f32 / of_both;
            if share >= ALIKE && Some(term) != itself {
                alike.push((term, share));
            }
        }
        alike.extend(itself.map(|term| (term, 1.0)));
        let stem = |term: Term| self.entries[term as usize].stem.as_str();
        // By the word and not by its number, which depends on what was there before.
        alike.sort_unstable_by(|one, other| other.1.total_cmp(&one.1).then_with(|| stem(one.0).cmp(stem(other.0))));
        alike.truncate(MOST_ALIKE);
        alike
    }
}

/// Each piece once.
fn pieces(stem: &str) -> Vec<u64> {
    let mut pieces = Vec::with_capacity(stem.len() * 3);
    each_piece(stem, |piece| pieces.push(piece));
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_a_mistake_looks_like_the_right_one_and_what_is_gone_looks_like_nothing() {
        let mut words = Vocabulary::default();
        let right = words.add(&"woonwagen".into(), 0, 1.0);
        words.add(&"opvanglocatie".into(), 0, 1.0);
        let mut shared = words.shared();
        let alike = words.alike(&"woonwagn".into(), &mut shared);
        assert!(matches!(alike[..], [(term, share)] if term == right && share < 1.0), "{alike:?}");
        assert_eq!(words.alike(&"woonwagen".into(), &mut shared), [(right, 1.0)]);
        words.remove(right, 0);
        assert!(words.alike(&"woonwagen".into(), &mut shared).is_empty());
    }
}
