//! A text as the learned part of the classifier sees it: its words, its pairs of words, and the pieces of its words.
//!
//! Pieces (three to five letters) make typing errors and compounds recognisable. Every feature hangs on the word it
//! comes from, so that what a word contributed can be told.

use crate::bytes::{Bytes, Reader};
use domain::{each_piece, is_small_word};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::borrow::Cow;

/// A word that comes back counts this much.
const REPEATED: f32 = 1.4;
/// Length of the vector of words, of pairs and of pieces.
const WORDS: f32 = 1.0;
const PAIRS: f32 = 0.6;
const PIECES: f32 = 1.6;

/// Which features there are, and how rare each is. A feature seen in one question only teaches nothing.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    words: FxHashMap<Cow<'static, str>, Known>,
    pieces: FxHashMap<u64, Known>,
    /// How rare something is that was never seen.
    unknown: f32,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    feature: u32,
    rarity: f32,
}

impl Known {
    fn read(feature: u32, bytes: &mut Reader) -> Self {
        Self { feature, rarity: f32::from_bits(bytes.number()) }
    }
}

/// A word of a text, once, however often it stands there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'t> {
    pub text: &'t str,
    weight: f32,
    is_small: bool,
}

/// A known feature in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub feature: u32,
    /// Index of the word it comes from.
    pub word: u32,
    pub value: f32,
}

/// The distinct words of a text, and which of them stand next to each other.
pub(crate) struct Reading<'t> {
    pub words: Vec<Word<'t>>,
    pairs: Vec<(u32, &'t str)>,
}

impl<'t> Reading<'t> {
    /// Subject and body as spaced text.
    pub(crate) fn of(subject: &'t str, body: &'t str) -> Self {
        let mut places: FxHashMap<&'t str, u32> = FxHashMap::with_capacity_and_hasher(body.len() / 6, FxBuildHasher);
        let mut words: Vec<Word<'t>> = Vec::with_capacity(body.len() / 6);
        let mut pairs = Vec::with_capacity(body.len() / 6);
        for text in [subject, body] {
            let mut before: Option<(usize, u32)> = None;
            let mut start = 1;
            while start < text.len() {
                let end = start + text[start..].find(' ').unwrap_or(text.len() - start);
                let word = &text[start..end];
                if !word.is_empty() {
                    let at = *places.entry(word).or_insert_with(|| {
                        words.push(Word { text: word, weight: 0.0, is_small: is_small_word(word) });
                        words.len() as u32 - 1
                    });
                    let known = &mut words[at as usize];
                    known.weight = if known.weight > 0.0 { REPEATED } else { 1.0 };
                    let is_small = known.is_small;
                    if let Some((first, first_at)) = before
                        && !(is_small && words[first_at as usize].is_small)
                    {
                        // It hangs on the word that says something: no evidence is ever a small word.
                        pairs.push((if is_small { first_at } else { at }, &text[first..end]));
                    }
                    before = Some((start, at));
                }
                start = end + 1;
            }
        }
        Self { words, pairs }
    }
}

impl Vocabulary {
    /// What occurs in at least two of these readings.
    pub(crate) fn of(readings: &[&Reading<'_>]) -> Self {
        let mut words: FxHashMap<&str, u32> = FxHashMap::default();
        let mut pieces: FxHashMap<u64, u32> = FxHashMap::default();
        let mut seen_words: FxHashSet<&str> = FxHashSet::default();
        let mut seen_pieces: FxHashSet<u64> = FxHashSet::default();
        for reading in readings {
            seen_words.clear();
            seen_pieces.clear();
            for word in reading.words.iter().filter(|word| !word.is_small) {
                seen_words.insert(word.text);
                each_piece(word.text, |piece| {
                    seen_pieces.insert(piece);
                });
            }
            seen_words.extend(reading.pairs.iter().map(|(_, pair)| *pair));
            seen_words.iter().for_each(|word| *words.entry(word).or_default() += 1);
            seen_pieces.iter().for_each(|piece| *pieces.entry(*piece).or_default() += 1);
        }
        let all = readings.len() as f32 + 1.0;
        let rarity = |seen: u32| libm::logf(all / (seen as f32 + 1.0)) + 1.0;
        // Sorted, so that the same questions always give the same numbers to the same features.
        let mut words: Vec<(&str, u32)> = words.into_iter().filter(|(_, seen)| *seen > 1).collect();
        words.sort_unstable();
        let mut pieces: Vec<(u64, u32)> = pieces.into_iter().filter(|(_, seen)| *seen > 1).collect();
        pieces.sort_unstable();
        let first_piece = words.len() as u32;
        Self {
            words: (0..)
                .zip(&words)
                .map(|(feature, (word, seen))| {
                    (Cow::Owned((*word).to_owned()), Known { feature, rarity: rarity(*seen) })
                })
                .collect(),
            pieces: (first_piece..)
                .zip(&pieces)
                .map(|(feature, (piece, seen))| (*piece, Known { feature, rarity: rarity(*seen) }))
                .collect(),
            unknown: rarity(0),
        }
    }

    pub(crate) fn write(&self, bytes: &mut Bytes) {
        bytes.number(self.unknown.to_bits());
        bytes.number(self.words.len() as u32);
        let mut words: Vec<_> = self.words.iter().collect();
        words.sort_unstable_by_key(|(_, known)| known.feature);
        for (word, known) in words {
            bytes.text(word);
            bytes.number(known.rarity.to_bits());
        }
        bytes.number(self.pieces.len() as u32);
        let mut pieces: Vec<_> = self.pieces.iter().collect();
        pieces.sort_unstable_by_key(|(_, known)| known.feature);
        for (piece, known) in pieces {
            bytes.0.extend(piece.to_le_bytes());
            bytes.number(known.rarity.to_bits());
        }
    }

    pub(crate) fn read(bytes: &mut Reader) -> Self {
        let unknown = f32::from_bits(bytes.number());
        let first_piece = bytes.number();
        let words =
            (0..first_piece).map(|feature| (Cow::Borrowed(bytes.text()), Known::read(feature, bytes))).collect();
        let last = first_piece + bytes.number();
        let pieces = (first_piece..last)
            .map(|feature| (u64::from_le_bytes(bytes.array()), Known::read(feature, bytes)))
            .collect();
        Self { words, pieces, unknown }
    }

    /// How many features there are.
    pub(crate) fn len(&self) -> usize {
        self.words.len() + self.pieces.len()
    }

    /// The known features of a text, and which share of its words is known, from 0 to 1, rare words counting more. What is
    /// unknown counts in the length of the vector, and so makes us less sure.
    pub(crate) fn find(&self, reading: &Reading<'_>, found: &mut Vec<Found>) -> f32 {
        found.clear();
        let words = || (0..).zip(&reading.words).filter(|(_, word)| !word.is_small);
        let mut block = Block { found, unknown: self.unknown, start: 0, squares: 0.0 };
        for (at, word) in words() {
            block.add(self.words.get(word.text), at, word.weight);
        }
        let known = block.known_share();
        block.end(WORDS);
        for (at, pair) in &reading.pairs {
            block.add(self.words.get(*pair), *at, 1.0);
        }
        block.end(PAIRS);
        for (at, word) in words() {
            each_piece(word.text, |piece| block.add(self.pieces.get(&piece), at, word.weight));
        }
        block.end(PIECES);
        known
    }
}

/// Features of one sort, which together get a length.
struct Block<'f> {
    found: &'f mut Vec<Found>,
    unknown: f32,
    start: usize,
    squares: f32,
}

impl Block<'_> {
    fn add(&mut self, known: Option<&Known>, word: u32, weight: f32) {
        let value = known.map_or(self.unknown, |known| known.rarity) * weight;
        self.squares += value * value;
        if let Some(known) = known {
            self.found.push(Found { feature: known.feature, word, value });
        }
    }

    fn known_share(&self) -> f32 {
        let known: f32 = self.found[self.start..].iter().map(|found| found.value * found.value).sum();
        known / self.squares.max(f32::MIN_POSITIVE)
    }

    fn end(&mut self, length: f32) {
        let scale = length / self.squares.sqrt().max(f32::MIN_POSITIVE);
        self.found[self.start..].iter_mut().for_each(|found| found.value *= scale);
        self.start = self.found.len();
        self.squares = 0.0;
    }
}
