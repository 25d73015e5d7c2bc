//! Words as machines compare them (tokens): which say nothing, what is left of one without its ending, and its pieces.
//!
//! One meaning for whoever searches, learns or compares: what is found by a stem here is found by it everywhere.

use rustc_hash::FxHashSet;
use std::sync::OnceLock;

/// Characters of a word that count: PostgreSQL stores no words of more than 2,046 bytes.
const LONGEST_WORD: usize = 200;
/// Letters of the shortest and the longest piece.
const SHORTEST: usize = 3;
const LONGEST: usize = 5;

const SMALL_WORDS: &str = include_str!("../words/small-words.txt");

/// Is this folded word too common to point anywhere? A single letter is, too.
pub fn is_small_word(word: &str) -> bool {
    static SMALL: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    let small = SMALL.get_or_init(|| {
        SMALL_WORDS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
    });
    word.len() < 2 || small.contains(word)
}

/// What shortens a folded word to its Dutch stem.
pub fn stemming() -> impl Fn(&str) -> String {
    let stemmer = snowstem::Stemmer::create(snowstem::Algorithm::Dutch);
    move |word| stemmer.stem(cut_word(word)).into_owned()
}

/// As much of a word as is looked at.
pub fn cut_word(word: &str) -> &str {
    word.char_indices().nth(LONGEST_WORD).map_or(word, |(end, _)| &word[..end])
}

/// The pieces of a word (n-grams) of three to five letters, with a space at both its ends: they make typing errors and
/// compounds recognisable. A piece of at most five bytes fits in a number, its length on top; letters beyond the Latin ones
/// are left to the words.
pub fn each_piece(word: &str, mut each: impl FnMut(u64)) {
    let bytes = word.as_bytes();
    let letter = |at: usize| if at == 0 || at > bytes.len() { b' ' } else { bytes[at - 1] };
    let padded = bytes.len() + 2;
    for start in 0..padded {
        let mut piece = 0_u64;
        for length in 1..=LONGEST.min(padded - start) {
            let byte = letter(start + length - 1);
            if !byte.is_ascii() {
                break;
            }
            piece = piece << 8 | u64::from(byte);
            if length >= SHORTEST {
                each(piece | (length as u64) << 56);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn houses_have_the_stem_of_a_house() {
        let stem = stemming();
        assert_eq!(stem("huizen"), stem("huis"));
    }

    #[test]
    fn a_word_has_its_pieces_with_a_space_at_its_ends() {
        let mut count = 0;
        each_piece("huis", |_| count += 1);
        // " huis " holds four of three, three of four and two of five.
        assert_eq!(count, 9);
        each_piece("жильё", |_| unreachable!("no Latin letter"));
    }

    #[test]
    fn small_words_and_single_letters_point_nowhere() {
        assert!(is_small_word("het") && is_small_word("x") && is_small_word("") && !is_small_word("woonwagen"));
    }
}
