//! Colleagues who are named in a note with an @ in front (mention).

use crate::PersonId;
use crate::text::fold;

/// What an @ in a text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mention {
    /// This colleague.
    Of(PersonId),
    /// Nobody of this name.
    Nobody(String),
    /// More than one colleague has this name: who they are.
    Several(String, Vec<String>),
}

/// Most words of a name that are read behind an @.
const WORDS: usize = 8;

/// Whom a text names, each once, in the order of the text. An @ with a name in front of it is part of an address, and one
/// without a letter behind it is a sign like any other.
///
/// The whole name is enough whatever follows it; so is a part of it that no other colleague has.
pub fn mentions(text: &str, colleagues: &[(PersonId, &str)]) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut before = None;
    for (at, sign) in text.char_indices() {
        let begins = sign == '@' && before.is_none_or(|before: char| !before.is_alphanumeric() && before != '@');
        before = Some(sign);
        let Some(behind) = text.get(at + 1..).filter(|behind| begins && behind.starts_with(char::is_alphabetic)) else {
            continue;
        };
        let mention = meant(behind, colleagues);
        if !found.contains(&mention) {
            found.push(mention);
        }
    }
    found
}

fn meant(behind: &str, colleagues: &[(PersonId, &str)]) -> Mention {
    let line = behind.lines().next().unwrap_or_default();
    let words: Vec<String> = line.split(|sign: char| !is_of_a_name(sign)).map(fold).take(WORDS).collect();
    let names: Vec<(PersonId, &str, Vec<String>)> =
        colleagues.iter().map(|(id, name)| (*id, *name, name.split_whitespace().map(fold).collect())).collect();
    let whole = names.iter().filter(|(_, _, name)| !name.is_empty() && words.starts_with(name));
    let longest = whole.clone().map(|(_, _, name)| name.len()).max();
    let mut these: Vec<_> = whole.filter(|(_, _, name)| Some(name.len()) == longest).collect();
    if these.is_empty() {
        these = names.iter().filter(|(_, _, name)| name.iter().any(|part| Some(part) == words.first())).collect();
    }
    if these.len() > 1 && longest.is_none() {
        // As far as the text goes on with the name.
        let further = |name: &[String]| {
            let rest = name.iter().skip_while(|part| Some(*part) != words.first());
            rest.zip(&words).take_while(|(part, word)| part == word).count()
        };
        let most = these.iter().map(|(_, _, name)| further(name)).max();
        these.retain(|(_, _, name)| Some(further(name)) == most);
    }
    let typed = line.split(|sign: char| !is_of_a_name(sign)).next().unwrap_or_default().to_owned();
    match these.as_slice() {
        [] => Mention::Nobody(typed),
        [(id, _, _)] => Mention::Of(*id),
        several => Mention::Several(typed, several.iter().map(|(_, name, _)| (*name).to_owned()).collect()),
    }
}

fn is_of_a_name(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '-' | '\'' | '\u{2019}') || ('\u{300}'..='\u{36f}').contains(&sign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    fn of(text: &str) -> Vec<Mention> {
        let colleagues = [
            (person(1), "Anna de Wit"),
            (person(2), "Jan Bos"),
            (person(3), "Jan de Boer"),
            (person(4), "Zoë Jansen-Öz"),
        ];
        mentions(text, &colleagues)
    }

    #[test]
    fn a_whole_name_or_a_part_that_nobody_else_has_is_that_colleague() {
        for text in ["@Anna de Wit, kun je kijken?", "Vraag het @anna.", "(@WIT)", "x\n@Anna\nde Wit", "@Anna de Boer?"]
        {
            assert_eq!(of(text), [Mention::Of(person(1))], "{text}");
        }
        for text in ["@Jan Bos weet dit", "@jan bos.", "@Bos"] {
            assert_eq!(of(text), [Mention::Of(person(2))], "{text}");
        }
        for text in ["@zoe", "@Zoe\u{308} Jansen-O\u{308}z", "@jansen-öz"] {
            assert_eq!(of(text), [Mention::Of(person(4))], "{text}");
        }
        assert_eq!(of("@Bos en @Anna en @bos"), [Mention::Of(person(2)), Mention::Of(person(1))]);
    }

    #[test]
    fn a_name_of_several_or_of_nobody_is_told_apart_and_an_address_is_no_name() {
        let both = ["Jan Bos", "Jan de Boer"].map(str::to_owned).to_vec();
        assert_eq!(of("@Jan, weet jij dit?"), [Mention::Several("Jan".to_owned(), both)]);
        assert_eq!(of("@Jan de Boer"), [Mention::Of(person(3))]);
        assert_eq!(of("@Piet Bos"), [Mention::Nobody("Piet".to_owned())]);
        for text in ["mail ans@arnhem.example", "a @ b", "@2026", "@@anna x", "@", "5 @"] {
            assert_eq!(of(text), [], "{text}");
        }
    }
}
