//! What a search is for, in the words that search rows hold (query).

use super::marks;
use super::matching::Must;
use super::vocabulary::{self, IN_FRONT, INSIDE, has_pieces, piece};
use super::words::{self, Typed, Word, typed};
use crate::{Reads, StoreError};
use domain::{fold, stemming};
use std::collections::BTreeSet;

/// In which words of a ticket somebody may search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Words {
    /// Notes and who asked among them.
    All,
    /// Only what stands in a text without who asked it (`domain::without_asker`), and the names of organisation, place and expert.
    WithoutAsker,
}

/// A search, with the words that its pieces occur in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// All of them in the subject, as they are.
    pub in_subject: Must,
    /// All of them somewhere, as they are.
    pub whole: Must,
    /// All of them somewhere, or as a piece of a word.
    pub pieces: Must,
    /// What must stand together, folded and with a space around.
    pub phrases: Vec<String>,
}

impl Wanted {
    /// Is there nothing to look for: only signs, and letters alone?
    pub(crate) fn is_nothing(&self) -> bool {
        self.pieces.all.is_empty()
    }
}

/// Reads a search (one statement, where a piece of a word may be meant).
pub(crate) async fn wanted(from: &impl Reads, text: &str, words_of: Words) -> Result<Wanted, StoreError> {
    let Typed { words, phrases } = typed(text);
    let found = vocabulary::stems_with(from, &words).await?;
    let whole = |word: &Word| match words_of {
        Words::All => vec![word.stem.clone(), marks::of_inside(&word.stem)],
        Words::WithoutAsker => vec![word.stem.clone()],
    };
    let pieces = words.iter().zip(found).map(|(word, found)| {
        let mut one_of = whole(word);
        one_of.extend(found.into_iter().filter(|stem| *stem != word.stem));
        one_of
    });
    Ok(Wanted {
        in_subject: Must::of(words.iter().map(|word| vec![marks::of_subject(&word.stem)]).collect()),
        pieces: Must::of(pieces.collect()),
        whole: Must::of(words.iter().map(whole).collect()),
        phrases,
    })
}

/// What a search finds in a text: to show where it stands.
#[derive(Debug, Clone)]
pub struct Finder(Typed);

impl Finder {
    /// Of what somebody typed.
    pub fn of(text: &str) -> Self {
        Self(typed(text))
    }

    /// Is there anything to find?
    pub fn is_nothing(&self) -> bool {
        self.0.words.is_empty()
    }

    /// Which of its words stand in one of these texts, by their place in the search.
    pub(crate) fn words_in<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> BTreeSet<usize> {
        let stem = stemming();
        let mut standing = BTreeSet::new();
        for folded in texts.into_iter().map(fold) {
            for word in words::words(&folded) {
                let found = self.0.words.iter().enumerate().filter(|(_, wanted)| occurs(wanted, word, &stem));
                standing.extend(found.map(|(at, _)| at));
            }
        }
        standing
    }

    /// The places of the words that are found, by bytes and in order; what belongs to one another as it stands there.
    pub fn places(&self, text: &str) -> Vec<std::ops::Range<usize>> {
        let stem = stemming();
        let is_found = |written: &str| {
            let folded = fold(written);
            words::words(&folded).any(|word| self.0.words.iter().any(|wanted| occurs(wanted, word, &stem)))
        };
        let mut places = Vec::new();
        let mut start = None;
        for (at, sign) in text.char_indices().chain([(text.len(), ' ')]) {
            if sign.is_alphanumeric() || domain::is_part_of_letter(sign) {
                start.get_or_insert(at);
            } else if let Some(from) = start.take()
                && text.get(from..at).is_some_and(is_found)
            {
                places.push(from..at);
            }
        }
        places
    }
}

/// Does a word that occurs fit one that is looked for?
fn occurs(wanted: &Word, word: &str, stem: &impl Fn(&str) -> String) -> bool {
    let own = stem(word);
    if own == wanted.stem {
        return true;
    }
    let Some(piece) = piece(wanted).filter(|_| has_pieces(word)) else { return false };
    let is_long = piece.chars().count() >= INSIDE && !word.chars().any(|sign| sign.is_ascii_digit());
    let inside = |text: &str| {
        let behind = text.char_indices().nth(IN_FRONT).and_then(|(at, _)| text.get(at..));
        behind.is_some_and(|behind| behind.contains(piece))
    };
    word.starts_with(piece) || (is_long && (inside(word) || inside(&own)))
}

/// Do these texts hold every phrase?
pub(crate) fn hold_phrases<'t>(texts: impl IntoIterator<Item = &'t str>, phrases: &[String]) -> bool {
    let folded: Vec<String> = texts.into_iter().map(|text| format!(" {} ", fold(text))).collect();
    phrases.iter().all(|phrase| folded.iter().any(|text| text.contains(phrase.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(sought: &str, text: &str) -> Vec<String> {
        Finder::of(sought).places(text).into_iter().map(|place| text[place].to_owned()).collect()
    }

    #[test]
    fn the_words_that_are_found_are_shown_where_they_stand_and_others_are_not() {
        let text = "De wóónwagenbewoners van 's-Hertogenbosch willen flexwoningen; wonen is duur.";
        assert_eq!(marked("woonwagen", text), ["wóónwagenbewoners"]);
        assert_eq!(marked("bewoners", text), ["wóónwagenbewoners"]);
        assert_eq!(marked("flex hertogenbosch", text), ["Hertogenbosch", "flexwoningen"]);
        assert_eq!(marked("\"flex\"", text), [""; 0]);
        assert_eq!(marked("zon", "bizon en zonnepaneel"), ["zonnepaneel"], "three letters are a beginning");
        assert_eq!(marked("huis", "studentenhuizen"), ["studentenhuizen"]);
    }
}
