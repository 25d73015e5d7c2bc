//! Text as the lexicon sees it: folded words between single spaces.

use domain::fold_into;

/// Most characters of a text that are looked at: about ten pages. Longer mails repeat themselves or carry attachments.
const MOST_CHARACTERS: usize = 40_000;

/// ` word word word `: every word has a space on both sides, so that a pattern can ask for a word's beginning or end.
pub(crate) fn spaced(text: &str) -> String {
    let cut = text.char_indices().nth(MOST_CHARACTERS).map_or(text, |(end, _)| &text[..end]);
    let mut spaced = String::with_capacity(cut.len() + 2);
    spaced.push(' ');
    for (at, part) in cut.split('%').enumerate() {
        if at > 0 {
            spaced.push_str("procent ");
        }
        fold_into(part, &mut spaced);
    }
    spaced
}

/// The whole words around a match.
pub(crate) fn words_around(spaced: &str, start: usize, end: usize) -> &str {
    let first = spaced[..=start].rfind(' ').map_or(0, |space| space + 1);
    let end = end.max(first + 1);
    let last = spaced[end - 1..].find(' ').map_or(spaced.len(), |space| end - 1 + space);
    &spaced[first..last]
}
