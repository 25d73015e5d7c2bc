//! Words as they are looked for (tokens): folded, and shortened to their stem.

use domain::fold;

/// Most words of one search.
const MOST: usize = 16;
/// Characters of a word that count: PostgreSQL stores no words of more than 2,046 bytes.
const LONGEST: usize = 200;

/// The stems of a text: folded, shortened to the Dutch stem, one-letter words left out.
pub fn stems(text: &str) -> Vec<String> {
    let stemmer = snowstem::Stemmer::create(snowstem::Algorithm::Dutch);
    let words = fold(text);
    let words = words.split(' ').filter(|word| word.chars().nth(1).is_some());
    words.map(|word| stemmer.stem(cut(word)).into_owned()).collect()
}

fn cut(word: &str) -> &str {
    word.char_indices().nth(LONGEST).map_or(word, |(end, _)| word.get(..end).unwrap_or(word))
}

/// The words of a search, each once.
pub(crate) fn asked(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in stems(text).into_iter().take(MOST) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    // "Gemeente Arnhem" wrote just "Arnhem" here and there.
    if words.len() > 1 && words.first().is_some_and(|first| stems("gemeente provincie").contains(first)) {
        words.remove(0);
    }
    words
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
}
