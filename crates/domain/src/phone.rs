//! Telephone numbers as people write them.

use crate::text::{Shape, fold, is_blank, mend};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest of them, in characters: two numbers, or one with its extension.
const LONGEST: usize = 50;
/// What people write beside a number.
const NAMES: [&str; 28] = [
    "telefoonnummer",
    "telefoonnr",
    "telefoon",
    "telnr",
    "tel",
    "nummer",
    "nr",
    "mobiel",
    "mobiele",
    "mob",
    "gsm",
    "t",
    "m",
    "p",
    "w",
    "vast",
    "werk",
    "prive",
    "thuis",
    "kantoor",
    "zakelijk",
    "algemeen",
    "receptie",
    "secretariaat",
    "direct",
    "werknummer",
    "privenummer",
    "ook",
];
/// What people write who have no number, folded.
const NONE: [&str; 12] = [
    "",
    "onbekend",
    "n v t",
    "nvt",
    "n a",
    "geen",
    "nee",
    "niet",
    "niet van toepassing",
    "geen telefoon",
    "geen nummer",
    "geen telefoonnummer",
];
/// What people write between a number and its extension.
const EXTENSIONS: [&str; 6] = ["toestel", "tst", "doorkiesnummer", "doorkies", "extensie", "ext"];

/// Does somebody say that they have no number: nothing, `geen`, `n.v.t.`, `-`?
pub(crate) fn says_none(typed: &str) -> bool {
    let says = |text: String| match fold(&text).as_str() {
        // A dash, a stroke or dots; any other sign may be what is left of a number.
        "" => text.chars().all(|sign| "-–—/. ".contains(sign)),
        word => NONE.contains(&word),
    };
    is_blank(typed) || mend(typed, Shape::Name).is_ok_and(says)
}

/// The number with plain signs, when it is one: ten digits in any grouping, an international number, `14 030`,
/// `0900-1234`, each with an extension and with a word beside it (`(werk)`) if need be; or several of them.
pub(crate) fn read_phone(typed: &str) -> Option<String> {
    let text = mend(typed, Shape::Name).ok()?;
    let plain: String = text.nfkc().map(plain_sign).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower: String = plain.nfd().filter(|letter| !is_combining_mark(*letter)).collect::<String>().to_lowercase();
    (plain.chars().count() <= LONGEST && are_numbers(&lower, &BETWEEN)).then_some(plain)
}

/// What stands between two numbers, the surest first; a slash and a hyphen also stand within one.
const BETWEEN: [&str; 14] = [" m:", " t:", " tel", " mob", " of ", " en ", " / ", ";", "|", "&", ",", " - ", "/", " +"];

fn are_numbers(text: &str, between: &[&str]) -> bool {
    is_number(text)
        || between.split_first().is_some_and(|(sign, others)| {
            let parts: Vec<&str> = text.split(sign).collect();
            (parts.len() > 1 && parts.iter().all(|part| are_numbers(part, others))) || are_numbers(text, others)
        })
}

/// Dashes of every length are a hyphen.
fn plain_sign(letter: char) -> char {
    match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' => '-',
        other => other,
    }
}

fn is_number(part: &str) -> bool {
    let (number, extension) = EXTENSIONS
        .iter()
        .find_map(|word| part.split_once(word))
        .map_or((part, None), |(number, extension)| (number, Some(extension)));
    let is_name = |word: &str| word.is_empty() || NAMES.contains(&word);
    if !number.split(|letter: char| !letter.is_alphabetic()).all(is_name) {
        return false;
    }
    let number: String = number.chars().map(|letter| if letter.is_alphabetic() { ' ' } else { letter }).collect();
    let number = number.trim_matches([' ', ':', '.', ',']);
    let extension = extension.map(|text| text.trim_matches([' ', '.', ':', ')', '-']));
    let sound = |text: &str| (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !extension.is_none_or(sound) {
        return false;
    }
    let signs = number.trim_start_matches(['(', ')', ' ']);
    let signs = signs.strip_prefix('+').unwrap_or(signs);
    let digits: String = signs.chars().filter(char::is_ascii_digit).collect();
    signs.chars().all(|letter| letter.is_ascii_digit() || " -().:'/".contains(letter))
        && match digits.len() {
            // A municipality: 14 and its area code.
            5 | 6 if digits.starts_with("140") => true,
            // A number of all of Europe: 116 and three digits.
            6 => digits.starts_with("116"),
            length => (8..=15).contains(&length),
        }
}
