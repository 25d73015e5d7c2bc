//! Telephone numbers as people write them.

use crate::text::{Shape, mend};
use unicode_normalization::UnicodeNormalization;

/// Longest of them, in characters: two numbers, or one with its extension.
const LONGEST: usize = 50;
/// What people write in front of a number.
const NAMES: [&str; 7] = ["telefoonnummer", "telefoon", "tel", "mobiel", "mob", "t:", "t."];
/// What people write between a number and its extension.
const EXTENSIONS: [&str; 6] = ["toestel", "tst", "doorkiesnummer", "doorkies", "extensie", "ext"];

/// The number with plain signs, when it is one: ten digits in any grouping, an international number, `14 030`,
/// `0900-1234`, each with an extension if need be; or two of them.
pub(crate) fn read_phone(typed: &str) -> Option<String> {
    let text = mend(typed, Shape::Name).ok()?;
    let plain: String = text.nfkc().map(plain_sign).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = plain.to_lowercase();
    let numbers = [" of ", " en ", " / ", ";", ","]
        .iter()
        .fold(vec![lower.as_str()], |parts, between| parts.into_iter().flat_map(|part| part.split(between)).collect());
    (plain.chars().count() <= LONGEST && numbers.into_iter().all(is_number)).then_some(plain)
}

/// Dashes of every length are a hyphen.
fn plain_sign(letter: char) -> char {
    match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' => '-',
        other => other,
    }
}

fn is_number(part: &str) -> bool {
    let part = part.trim();
    let part = NAMES.iter().find_map(|name| part.strip_prefix(name)).unwrap_or(part);
    let part = part.trim_start_matches([' ', ':', '.']);
    let (number, extension) = EXTENSIONS
        .iter()
        .find_map(|word| part.split_once(word))
        .map_or((part, None), |(number, extension)| (number, Some(extension)));
    let extension = extension.map(|text| text.trim_matches([' ', '.', ':', ')', '-']));
    let sound = |text: &str| (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !extension.is_none_or(sound) {
        return false;
    }
    let signs = number.strip_prefix('+').unwrap_or(number);
    let digits: String = signs.chars().filter(char::is_ascii_digit).collect();
    signs.chars().all(|letter| letter.is_ascii_digit() || " -().'/".contains(letter))
        && match digits.len() {
            // A municipality: 14 and its area code.
            5 | 6 if digits.starts_with("140") => true,
            // A number of all of Europe: 116 and three digits.
            6 => digits.starts_with("116"),
            length => (8..=15).contains(&length),
        }
}
