//! Words as they are looked for (tokens): folded, and shortened to their stem.

use domain::{cut_word, fold, stemming};
use std::collections::BTreeSet;

/// Most words of one search.
const MOST: usize = 16;
/// Words that nobody looks for among others: they stand in nearly every text.
const SMALL: [&str; 20] = [
    "de", "het", "een", "en", "of", "in", "van", "voor", "op", "te", "met", "aan", "der", "den", "des", "bij", "om",
    "is", "naar", "over",
];

/// The stems of a text: folded, shortened to the Dutch stem, one-letter words left out.
pub fn stems(text: &str) -> Vec<String> {
    let stem = stemming();
    words(&fold(text)).map(stem).collect()
}

/// The words of a folded text that count.
pub(super) fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(' ').filter(|word| word.chars().nth(1).is_some())
}

/// One word that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As it was typed, folded.
    pub folded: String,
    pub stem: String,
    /// It stood between quotes: its beginning alone is not enough.
    pub is_quoted: bool,
}

/// What was typed, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    /// Each once.
    pub words: Vec<Word>,
    /// Folded, with a space around: what stood between quotes, of more than one word.
    pub phrases: Vec<String>,
}

/// Reads what somebody typed: words, and words between quotes that stand together.
pub(super) fn typed(text: &str) -> Typed {
    let stem = stemming();
    let mut read = Typed::default();
    let mut seen = BTreeSet::new();
    for (part, is_quoted) in parts(text) {
        let folded = fold(part);
        if is_quoted && folded.contains(' ') {
            read.phrases.push(format!(" {folded} "));
        }
        for word in words(&folded).take(MOST.saturating_sub(read.words.len())) {
            if seen.insert(word.to_owned()) {
                read.words.push(Word { folded: cut_word(word).to_owned(), stem: stem(word), is_quoted });
            }
        }
    }
    // "Gemeente Arnhem" wrote just "Arnhem" here and there.
    let is_kind =
        |word: &Word| !word.is_quoted && ["gemeente", "gemeenten", "provincie"].contains(&word.folded.as_str());
    if read.words.len() > 1 && read.words.first().is_some_and(is_kind) {
        read.words.remove(0);
    }
    let is_small = |word: &Word| !word.is_quoted && SMALL.contains(&word.folded.as_str());
    if !read.words.iter().all(is_small) {
        read.words.retain(|word| !is_small(word));
    }
    read
}

/// What stands between quotes and what does not; a quote that nothing closes is no quote.
fn parts(text: &str) -> Vec<(&str, bool)> {
    const QUOTES: [char; 5] = ['"', '“', '”', '„', '«'];
    let is_quote = |sign: char| QUOTES.contains(&sign) || sign == '»';
    let pieces: Vec<&str> = text.split(is_quote).collect();
    let last = pieces.len() - 1;
    pieces.into_iter().enumerate().map(|(at, piece)| (piece, at % 2 == 1 && at < last)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn houses_are_found_by_house() {
        assert_eq!(stems("Huizen"), stems("huis"));
        assert_eq!(stems("rijbewijzen!"), stems("rijbewijs"));
    }

    #[test]
    fn a_word_without_end_is_one_that_every_database_stores() {
        assert!(stems(&"é€x".repeat(5_000)).iter().all(|word| word.len() < 2_046));
    }

    #[test]
    fn what_is_typed_is_words_and_what_stands_between_quotes_belongs_together() {
        let words = |text: &str| typed(text).words.into_iter().map(|word| word.folded).collect::<Vec<_>>();
        assert_eq!(words("de woonwagens in 's-Hertogenbosch"), ["woonwagens", "hertogenbosch"]);
        assert_eq!(words("gemeente Súdwest"), ["sudwest"]);
        assert_eq!(words("van de"), ["van", "de"], "nothing else was typed");
        let quoted = typed("\"recht op huur\" flex „hospita’s regeling”");
        assert_eq!(quoted.phrases, [" recht op huur ", " hospita s regeling "]);
        assert_eq!(quoted.words.iter().filter(|word| word.is_quoted).count(), 5);
        let open = typed("\"recht op huur");
        assert!(open.phrases.is_empty() && open.words.iter().all(|word| !word.is_quoted), "{open:?}");
    }
}
