//! A text as the words that count in it (tokenisation): each once, with how much it weighs and how it was written.

use compact_str::CompactString;
use domain::{TopicKey, fold_into, is_small_word, stemming};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// Most characters of a text that are looked at: about ten pages.
const MOST_CHARACTERS: usize = 40_000;
/// A word of the title weighs as much as this many of the body.
const TITLE: u32 = 2;
const BODY: u32 = 1;

/// What is looked for, or in: an answer, or a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Document<'t> {
    /// The question in one line, or a subject.
    pub title: &'t str,
    /// The rest.
    pub body: &'t str,
    /// What it is about.
    pub topics: &'t [TopicKey],
}

/// A word of a text, once.
#[derive(Debug)]
pub(crate) struct Word<'t> {
    pub stem: CompactString,
    pub weight: u32,
    /// Does the title hold it?
    pub in_title: bool,
    /// As it stands in the text the first time.
    pub written: &'t str,
}

/// The words that say something, in the order in which they come.
pub(crate) fn read<'t>(document: &Document<'t>) -> Vec<Word<'t>> {
    let stem = stemming();
    let mut places: FxHashMap<CompactString, usize> = FxHashMap::default();
    let mut words: Vec<Word<'t>> = Vec::new();
    let mut folded = String::new();
    for (text, weight, in_title) in [(document.title, TITLE, true), (document.body, BODY, false)] {
        for written in cut(text).split_whitespace().filter(|token| !is_address(token)) {
            folded.clear();
            fold_into(written, &mut folded);
            for word in folded.split(' ').filter(|word| !is_small_word(word)) {
                let stem = CompactString::from(stem(word));
                let at = *places.entry(stem.clone()).or_insert_with(|| {
                    let written = written.trim_matches(|sign: char| !sign.is_alphanumeric());
                    words.push(Word { stem, weight: 0, in_title, written });
                    words.len() - 1
                });
                words[at].weight += weight;
            }
        }
    }
    words
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(MOST_CHARACTERS).map_or(text, |(end, _)| &text[..end])
}

/// Addresses of pages hold words that nobody means.
fn is_address(token: &str) -> bool {
    token.contains("://") || token.starts_with("www.")
}

/// One number for all texts with these words, whatever their order.
pub(crate) fn print_of(words: &[Word<'_>]) -> u64 {
    let mut stems: Vec<&str> = words.iter().map(|word| word.stem.as_str()).collect();
    stems.sort_unstable();
    let mut hasher = FxHasher::default();
    stems.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_shown_as_it_was_written_and_small_ones_and_addresses_are_left_out() {
        let read = read(&Document {
            title: "Woonwagens?",
            body: "Het plaatsen van (woonwagens): zie https://example.org/regels en 's-Gravenhage.",
            topics: &[],
        });
        let seen: Vec<_> = read.iter().map(|word| (word.written, word.weight)).collect();
        assert_eq!(seen, [("Woonwagens", 3), ("plaatsen", 1), ("s-Gravenhage", 1)]);
    }
}
