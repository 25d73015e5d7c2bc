//! Bank accounts (IBAN) and e-mail addresses in a text.

use super::sign::Sign;
use std::ops::Range;

/// Bank accounts: the letters of a country, two digits, and what passes the test of 97.
pub(super) fn accounts(signs: &[Sign]) -> Vec<Range<usize>> {
    let letter = |at: usize| signs.get(at).map_or('\n', |sign| sign.letter);
    let mut found: Vec<Range<usize>> = Vec::new();
    for start in 0..signs.len() {
        // "NL91" and "NL 91"
        let is_apart = letter(start + 2) == ' ';
        let begins = letter(start).is_ascii_lowercase()
            && letter(start + 1).is_ascii_lowercase()
            && letter(start + 2 + usize::from(is_apart)).is_ascii_digit()
            && (start == 0 || !letter(start - 1).is_alphanumeric())
            && found.last().is_none_or(|last| last.end <= start);
        let Some(length) = begins.then(|| account_length(letter(start), letter(start + 1))).flatten() else { continue };
        let mut account = String::with_capacity(length);
        let mut at = start;
        while account.len() < length {
            match letter(at) {
                sign if sign.is_ascii_alphanumeric() => account.push(sign),
                ' ' | '-' | '.' if letter(at + 1).is_ascii_alphanumeric() => {}
                _ => break,
            }
            at += 1;
        }
        // Words behind "de 12" are no account.
        let is_worded = is_apart && account.bytes().filter(u8::is_ascii_digit).count() < 10;
        if account.len() == length && !is_worded && passes_test_of_97(&account) {
            found.push(start..at);
        }
    }
    found
}

/// How long accounts of the Netherlands and the countries around it are.
fn account_length(first: char, second: char) -> Option<usize> {
    Some(match (first, second) {
        ('b', 'e') => 16,
        ('n', 'l') | ('d', 'k') | ('f', 'i') => 18,
        ('a', 't') | ('c', 'h') | ('l', 'u') => 20 + usize::from(first == 'c'),
        ('d', 'e') | ('g', 'b') | ('i', 'e') | ('b', 'g') => 22,
        ('e', 's') | ('s', 'e') | ('r', 'o') => 24,
        ('p', 't') => 25,
        ('t', 'r') => 26,
        ('f', 'r') | ('i', 't') | ('g', 'r') => 27,
        ('p', 'l') | ('h', 'u') => 28,
        _ => return None,
    })
}

fn passes_test_of_97(account: &str) -> bool {
    let (front, back) = account.split_at(4);
    let rest = back
        .chars()
        .chain(front.chars())
        .filter_map(|sign| sign.to_digit(36))
        .fold(0_u32, |rest, value| if value < 10 { (rest * 10 + value) % 97 } else { (rest * 100 + value) % 97 });
    rest == 1
}

pub(super) fn emails(signs: &[Sign]) -> impl Iterator<Item = Range<usize>> {
    let is_part = |sign: &Sign| sign.letter.is_alphanumeric() || ".-_+".contains(sign.letter);
    signs.iter().enumerate().filter(|(_, sign)| sign.letter == '@').filter_map(move |(at, _)| {
        let start = signs[..at].iter().rposition(|sign| !is_part(sign)).map_or(0, |place| place + 1);
        let end = signs[at + 1..].iter().position(|sign| !is_part(sign)).map_or(signs.len(), |place| at + 1 + place);
        let dots = signs[at + 1..end].iter().rev().take_while(|sign| sign.letter == '.').count();
        let host: String = signs[at + 1..end - dots].iter().map(|sign| sign.letter).collect();
        (start < at && host.contains('.') && !host.starts_with('.')).then_some(start..end - dots)
    })
}
