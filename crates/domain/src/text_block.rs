//! Text blocks (canned responses, macros): what experts write often, with places that the desk fills in.

use std::collections::BTreeSet;

/// A place in a text block that is filled in from the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Placeholder {
    /// The name of who asked.
    Name,
    /// The reference of the question.
    Reference,
    /// On whose behalf it was asked.
    Organisation,
    /// The day on which it came in.
    ReceivedOn,
    /// The day by which an answer is promised.
    AnswerOn,
    /// The name of who writes.
    Writer,
}

impl Placeholder {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 6] =
        [Self::Name, Self::Reference, Self::Organisation, Self::ReceivedOn, Self::AnswerOn, Self::Writer];

    /// What is written between braces.
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "naam",
            Self::Reference => "kenmerk",
            Self::Organisation => "organisatie",
            Self::ReceivedOn => "ontvangen",
            Self::AnswerOn => "antwoorddag",
            Self::Writer => "deskundige",
        }
    }

    /// What comes in its place, for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Name => "de naam van de vraagsteller",
            Self::Reference => "het kenmerk van de vraag",
            Self::Organisation => "de organisatie van de vraagsteller",
            Self::ReceivedOn => "de dag waarop de vraag binnenkwam",
            Self::AnswerOn => "de dag waarop het antwoord is beloofd",
            Self::Writer => "uw eigen naam",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let word = word.to_lowercase();
        Self::ALL.into_iter().find(|known| known.word() == word)
    }
}

/// A piece of a text: words, or what stands between braces.
enum Piece<'a> {
    Words(&'a str),
    /// Between braces, which are not part of it: letters only.
    Braced(&'a str),
}

/// The words between braces that stand for nothing, each once.
pub fn unknown_placeholders(text: &str) -> BTreeSet<&str> {
    pieces(text)
        .filter_map(|piece| match piece {
            Piece::Braced(word) if Placeholder::parse(word).is_none() => Some(word),
            Piece::Braced(_) | Piece::Words(_) => None,
        })
        .collect()
}

/// The places in a text that were not filled in, each once.
pub fn open_placeholders(text: &str) -> BTreeSet<Placeholder> {
    pieces(text)
        .filter_map(|piece| match piece {
            Piece::Braced(word) => Placeholder::parse(word),
            Piece::Words(_) => None,
        })
        .collect()
}

/// The text with its places filled in. A place for which there is nothing stays as it is, to be seen by who writes.
pub fn fill_in(text: &str, value: impl Fn(Placeholder) -> Option<String>) -> String {
    pieces(text)
        .map(|piece| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Braced(word) => Placeholder::parse(word).and_then(&value).unwrap_or_else(|| format!("{{{word}}}")),
        })
        .collect()
}

/// The text in pieces, in order; put together again they are the text.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(word) = braced(rest) {
            rest = &rest[word.len() + 2..];
            return Some(Piece::Braced(word));
        }
        let next = rest.char_indices().skip(1).find(|(at, sign)| *sign == '{' && braced(&rest[*at..]).is_some());
        let (words, after) = rest.split_at(next.map_or(rest.len(), |(at, _)| at));
        rest = after;
        Some(Piece::Words(words))
    })
}

/// The letters between braces with which the text begins.
fn braced(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('{')?;
    let (word, _) = inside.split_once('}')?;
    (!word.is_empty() && word.chars().all(char::is_alphabetic)).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(placeholder: Placeholder) -> Option<String> {
        (placeholder != Placeholder::AnswerOn).then(|| format!("<{}>", placeholder.word()))
    }

    #[test]
    fn every_place_is_filled_in_and_one_without_a_value_stays_to_be_seen() {
        let text = "Beste {naam}, over {kenmerk} van {Organisatie}: {antwoorddag}. {deskundige}";
        let filled = fill_in(text, value);
        assert_eq!(filled, "Beste <naam>, over <kenmerk> van <organisatie>: {antwoorddag}. <deskundige>");
        assert_eq!(open_placeholders(&filled), BTreeSet::from([Placeholder::AnswerOn]));
    }

    #[test]
    fn only_letters_between_braces_are_a_place() {
        let text = "{ naam } {} {12} {naam {naam} }{ {{kenmerk}} {datum} {Datum}";
        assert_eq!(fill_in(text, value), "{ naam } {} {12} {naam <naam> }{ {<kenmerk>} {datum} {Datum}");
        assert_eq!(unknown_placeholders(text), BTreeSet::from(["datum", "Datum"]));
    }

    #[test]
    fn every_place_has_a_word_of_its_own_that_is_read_back() {
        for placeholder in Placeholder::ALL {
            let text = format!("{{{}}}", placeholder.word());
            assert_eq!(open_placeholders(&text), BTreeSet::from([placeholder]));
            assert!(unknown_placeholders(&text).is_empty());
        }
    }

    proptest! {
        #[test]
        fn a_text_of_which_nothing_can_be_filled_in_stays_as_it_is(text in "[{}a-zé \n]{0,40}") {
            prop_assert_eq!(fill_in(&text, |_| None), text);
        }

        #[test]
        fn what_is_filled_in_is_not_looked_at_again(before in "[a-z {]{0,8}", after in "[a-z }]{0,8}") {
            let text = format!("{before} {{naam}} {after}");
            let filled = fill_in(&text, |_| Some("{kenmerk}".to_owned()));
            prop_assert_eq!(filled, format!("{before} {{kenmerk}} {after}"));
        }
    }
}
