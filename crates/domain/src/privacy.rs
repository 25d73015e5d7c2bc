//! Personal data that should not be in a question (PII detection).
//!
//! A citizen number is refused where it says so itself: `BSN` or one of its other names stands beside nine digits that pass
//! the *elfproef*. Nine such digits that say nothing are asked about, because one number in eleven passes that test; and
//! amounts, and numbers that are named for something else, are what they say they are.
//!
//! Every text that is stored passes [`refuse_citizen_numbers`], by whatever door it came: [`crate::take_text`] asks it.

use crate::Complaints;
use crate::text::is_ignorable;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// What sort of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A burgerservicenummer that says so: nine digits that pass the *elfproef*.
    CitizenNumber,
    /// Nine digits that pass the *elfproef* and say nothing: only who wrote them knows.
    PossibleCitizenNumber,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A bank account (IBAN).
    BankAccount,
}

impl FindingKind {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::CitizenNumber => "burgerservicenummer",
            Self::PossibleCitizenNumber => "nummer dat op een burgerservicenummer (BSN) lijkt",
            Self::Phone => "telefoonnummer",
            Self::Email => "e-mailadres",
            Self::BankAccount => "bankrekeningnummer (IBAN)",
        }
    }
}

/// What a sender says of the numbers in their texts that may be citizen numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Numbers {
    /// Nothing: whoever sends one is asked.
    #[default]
    Unexplained,
    /// They are something else.
    Explained,
}

impl Numbers {
    /// What a box says that is ticked, or not.
    pub fn of(is_explained: bool) -> Self {
        if is_explained { Self::Explained } else { Self::Unexplained }
    }
}

/// What is said of a number that may be a citizen number, to whoever sends it.
pub const ASKS_ABOUT_NUMBER: &str = "In deze tekst staat een nummer dat op een burgerservicenummer (BSN) lijkt. Is het een BSN? Haal het dan weg: wij \
     mogen het niet bewaren. Is het iets anders? Bevestig dat dan.";

/// A complaint about a text with a citizen number: `PERSONAL_DATA` where the text says that it is one, `POSSIBLE_BSN` where
/// it may be one and the sender has not said what it is.
pub fn refuse_citizen_numbers(complaints: &mut Complaints, path: &str, text: &str, numbers: Numbers) {
    match citizen_number(text) {
        Some(FindingKind::CitizenNumber) => complaints.add(
            path,
            "PERSONAL_DATA",
            "In deze tekst lijkt een burgerservicenummer (BSN) te staan. Haal het weg: wij mogen het niet bewaren.",
        ),
        Some(_) if numbers == Numbers::Unexplained => complaints.add(path, "POSSIBLE_BSN", ASKS_ABOUT_NUMBER),
        _ => {}
    }
}

/// The worst that is in a text: a citizen number, or what may be one.
fn citizen_number(text: &str) -> Option<FindingKind> {
    let kinds = [FindingKind::CitizenNumber, FindingKind::PossibleCitizenNumber];
    find_personal_data(text).into_iter().map(|finding| finding.kind).filter(|kind| kinds.contains(kind)).min()
}

/// Personal data found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What sort.
    pub kind: FindingKind,
    /// Where, in bytes.
    pub at: Range<usize>,
}

/// Finds citizen numbers, phone numbers, bank accounts and e-mail addresses, in the order of the text, whatever spaces,
/// dashes, widths and invisible signs they are written with.
pub fn find_personal_data(text: &str) -> Vec<Finding> {
    let signs = signs(text);
    let accounts = accounts(&signs);
    let place = |found: &Range<usize>| signs[found.start].at.start..signs[found.end - 1].at.end;
    let mut findings: Vec<Finding> =
        accounts.iter().map(|found| Finding { kind: FindingKind::BankAccount, at: place(found) }).collect();
    for run in number_runs(&signs) {
        let in_account = accounts.iter().any(|account| account.start < run.end && run.start < account.end);
        if let (false, Some(kind)) = (in_account, number_kind(&signs, &run)) {
            findings.push(Finding { kind, at: place(&run) });
        }
    }
    findings.extend(emails(text));
    findings.sort_by_key(|finding| finding.at.start);
    findings
}

/// Is there a citizen number in it that says so?
pub fn has_citizen_number(text: &str) -> bool {
    citizen_number(text) == Some(FindingKind::CitizenNumber)
}

/// One sign as it is compared, and where it stands.
struct Sign {
    at: Range<usize>,
    letter: char,
}

/// The text in lower case, without accents and without what cannot be seen, with plain digits, spaces and hyphens.
fn signs(text: &str) -> Vec<Sign> {
    let mut signs = Vec::with_capacity(text.len());
    for (start, letter) in text.char_indices() {
        let at = start..start + letter.len_utf8();
        if letter.is_ascii() {
            let letter = if letter == '\t' { ' ' } else { letter.to_ascii_lowercase() };
            signs.push(Sign { at, letter });
        } else if is_raised(letter) {
            // The number of a footnote does not belong to the number in front of it.
            signs.push(Sign { at, letter: '*' });
        } else if !is_ignorable(letter) {
            decompose_compatible(letter, |part| {
                let parts = part.to_lowercase().filter(|part| !is_combining_mark(*part));
                signs.extend(parts.map(|part| Sign { at: at.clone(), letter: plain(part) }));
            });
        }
    }
    signs
}

fn is_raised(letter: char) -> bool {
    matches!(letter, '²' | '³' | '¹' | '\u{2070}'..='\u{209c}')
}

fn plain(letter: char) -> char {
    /// The zeros of other scripts in use in the Netherlands: Arabic, Persian, Hindi.
    const ZEROS: [char; 3] = ['\u{660}', '\u{6f0}', '\u{966}'];
    match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' => '-',
        letter if letter.is_whitespace() && letter != '\n' => ' ',
        letter => ZEROS
            .iter()
            .find_map(|zero| {
                char::from_digit((letter as u32).checked_sub(*zero as u32).filter(|digit| *digit < 10)?, 10)
            })
            .unwrap_or(letter),
    }
}

/// Runs of digits with the separators people put inside numbers.
fn number_runs(signs: &[Sign]) -> Vec<Range<usize>> {
    let letter = |at: usize| signs.get(at).map_or('\n', |sign| sign.letter);
    let mut runs = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        let start = at;
        if !(letter(at).is_ascii_digit() || letter(at) == '+') || joins_a_word(signs, at) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        at += 1;
        while at < signs.len() {
            let separates = match letter(at) {
                ' ' | '.' | '-' | '(' | ')' | '/' | '_' | '\\' | '|' | '~' | '\'' | '·' | '•' => true,
                ',' => letter(at + 1).is_ascii_digit(),
                _ => false,
            };
            if letter(at).is_ascii_digit() {
                at += 1;
                end = at;
            } else if separates && at - end < 3 {
                at += 1;
            } else {
                break;
            }
        }
        at = end.max(start + 1);
        runs.push(start..end);
    }
    runs
}

/// Does a letter or digit stand right before this place? Then the number is part of a code, unless the word is `BSN`.
fn joins_a_word(signs: &[Sign], at: usize) -> bool {
    let joined = signs[..at].last().is_some_and(|sign| sign.letter.is_alphanumeric());
    joined && words_before(signs, at).first().is_none_or(|word| !names_citizen(word))
}

/// What the words beside a number say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Citizen,
    /// A number of something else, or an amount.
    Other,
    /// It is about a person.
    Person,
}

fn number_kind(signs: &[Sign], run: &Range<usize>) -> Option<FindingKind> {
    let written: String = signs[run.clone()].iter().map(|sign| sign.letter).collect();
    let digits: Vec<u32> = written.chars().filter_map(|letter| letter.to_digit(10)).collect();
    let words = words_before(signs, run.start);
    let said = said_among(words.iter().map(String::as_str)).or_else(|| said_after(signs, run.end));
    let international = written.starts_with('+') || written.starts_with("00");
    let phone = (digits.len() == 10 && digits[0] == 0 && digits[1] != 0)
        || ((11..=14).contains(&digits.len()) && international);
    // One group of nine beside others, or all nine together.
    let mut groups = written.split(|letter: char| !letter.is_ascii_digit());
    let alone = groups.any(|group| passes_eleven_test(&values(group)));
    let nine = digits.len() == 9 && !international && passes_eleven_test(&digits);
    match said {
        Some(Said::Other) => None,
        Some(Said::Citizen) if !phone => {
            let first: Vec<u32> = digits.iter().take(9).copied().collect();
            // Eight digits where the zero in front was left out.
            let beside = words.first().is_some_and(|word| names_citizen(word));
            let padded = beside && digits.len() == 8 && passes_eleven_test(&[&[0][..], &digits].concat());
            (alone || padded || passes_eleven_test(&first)).then_some(FindingKind::CitizenNumber)
        }
        _ if phone => Some(FindingKind::Phone),
        None if is_grouped_by_thousands(&written) => None,
        _ => (nine || alone).then_some(FindingKind::PossibleCitizenNumber),
    }
}

fn values(digits: &str) -> Vec<u32> {
    digits.chars().filter_map(|digit| digit.to_digit(10)).collect()
}

/// `260.000.000`
fn is_grouped_by_thousands(written: &str) -> bool {
    let parts: Vec<&str> = written.split(['.', ',']).collect();
    parts.len() == 3 && parts.iter().all(|part| part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The *elfproef* for citizen numbers: nine digits, weights 9 to 2, and the last digit counts negative.
fn passes_eleven_test(digits: &[u32]) -> bool {
    let Some((last, first)) = digits.split_last().filter(|_| digits.len() == 9) else { return false };
    let sum: u32 = first.iter().zip((2..=9).rev()).map(|(digit, weight)| digit * weight).sum();
    sum != 0 && sum % 11 == last % 11
}

/// How many signs beside a number are looked at, and how many words of them.
const BESIDE: usize = 60;
const WORDS_BEFORE: usize = 8;
const WORDS_AFTER: usize = 4;

/// The words in front of a number, the nearest first; the sign of the euro is a word too.
fn words_before(signs: &[Sign], at: usize) -> Vec<String> {
    let text: String = signs[at.saturating_sub(BESIDE)..at].iter().map(|sign| sign.letter).collect();
    // "B.S.N." and "b s n" are one word.
    let text = ["b.s.n", "b s n", "b-s-n"].iter().fold(text, |text, apart| text.replace(apart, "bsn"));
    let mut words: Vec<String> = words(&text).rev().take(WORDS_BEFORE).map(str::to_owned).collect();
    // "burger service nummer", "burgerservice-nummer", "sofi-nummer"
    for at in 1..words.len() {
        if matches!(words[at - 1].as_str(), "nummer" | "nr" | "service" | "servicenummer") {
            words[at - 1] = format!("{}{}", words[at], words[at - 1]);
        }
    }
    words
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|letter: char| !(letter.is_alphabetic() || letter == '€')).filter(|word| !word.is_empty())
}

/// What stands behind a number in the same sentence says what it is: `euro`, `(BSN)`, `is het projectnummer`.
fn said_after(signs: &[Sign], at: usize) -> Option<Said> {
    let behind = &signs[at..signs.len().min(at + BESIDE)];
    let text: String = behind.iter().map(|sign| sign.letter).collect();
    if text.starts_with(",-") {
        return Some(Said::Other);
    }
    let ends = |letter: char| ".;,\n".contains(letter) || letter.is_ascii_digit();
    let sentence = text.split(ends).next().unwrap_or_default();
    said_among(words(sentence).take(WORDS_AFTER))
}

/// What these words say, the nearest first. A person may stand between a number and what it is: *het BSN van mevrouw
/// Jansen is …*; of a person's file only the person is said.
fn said_among<'a>(words: impl Iterator<Item = &'a str>) -> Option<Said> {
    let mut person = None;
    for word in words {
        match said_by(word) {
            Some(Said::Citizen) => return Some(Said::Citizen),
            Some(Said::Other) => return person.or(Some(Said::Other)),
            Some(Said::Person) => person = Some(Said::Person),
            None => {}
        }
    }
    person
}

fn names_citizen(word: &str) -> bool {
    word.starts_with("bsn") || word.ends_with("bsn") || word.contains("burgerservice") || word.starts_with("sofi")
}

fn said_by(word: &str) -> Option<Said> {
    const PEOPLE: [&str; 22] = [
        "mevrouw", "mevr", "mw", "meneer", "mijnheer", "dhr", "heer", "client", "bewoner", "patient", "persoon",
        "kind", "vrouw", "man", "geboren", "burger", "inwoner", "huurder", "vader", "moeder", "zoon", "dochter",
    ];
    const OTHERS: [&str; 55] = [
        "project",
        "dossier",
        "zaak",
        "kvk",
        "polis",
        "rekening",
        "iban",
        "factu",
        "order",
        "kenmerk",
        "referen",
        "ticket",
        "perceel",
        "kadast",
        "btw",
        "rsin",
        "vestiging",
        "klantn",
        "debiteur",
        "crediteur",
        "relatien",
        "contract",
        "besluit",
        "beschikking",
        "object",
        "verblijfsobject",
        "pand",
        "registratie",
        "aanvraag",
        "bestek",
        "inkoop",
        "aanbested",
        "subsidie",
        "bag",
        "isbn",
        "agb",
        "offerte",
        "verplichting",
        "grootboek",
        "kostenplaats",
        "programma",
        "bestel",
        "tender",
        "handelsregister",
        "koophandel",
        "incident",
        "melding",
        "vergunning",
        "postbus",
        "€",
        "eur",
        "bedrag",
        "budget",
        "begro",
        "invester",
    ];
    const AMOUNTS: [&str; 9] =
        ["kost", "kosten", "miljoen", "mln", "miljard", "mld", "woningen", "inwoners", "huishoudens"];
    if names_citizen(word) {
        Some(Said::Citizen)
    } else if AMOUNTS.contains(&word) || OTHERS.iter().any(|other| word.starts_with(other)) {
        Some(Said::Other)
    } else if PEOPLE
        .iter()
        .any(|person| word == *person || word == format!("{person}s") || word == format!("{person}e"))
    {
        Some(Said::Person)
    } else {
        None
    }
}

/// Bank accounts: the letters of a country, two digits, and what passes the test of 97.
fn accounts(signs: &[Sign]) -> Vec<Range<usize>> {
    let letter = |at: usize| signs.get(at).map_or('\n', |sign| sign.letter);
    let mut found: Vec<Range<usize>> = Vec::new();
    for start in 0..signs.len() {
        let begins = letter(start).is_ascii_lowercase()
            && letter(start + 1).is_ascii_lowercase()
            && letter(start + 2).is_ascii_digit()
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
        if account.len() == length && passes_test_of_97(&account) {
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

fn emails(text: &str) -> impl Iterator<Item = Finding> {
    text.match_indices('@').filter_map(|(at, _)| {
        let is_part = |letter: char| letter.is_alphanumeric() || ".-_+".contains(letter);
        let start = text[..at]
            .rfind(|letter| !is_part(letter))
            .map_or(0, |place| place + text[place..].chars().next().map_or(1, char::len_utf8));
        let end = text[at + 1..].find(|letter| !is_part(letter)).map_or(text.len(), |place| at + 1 + place);
        let host = text[at + 1..end].trim_end_matches('.');
        (start < at && host.contains('.') && !host.starts_with('.'))
            .then(|| Finding { kind: FindingKind::Email, at: start..at + 1 + host.len() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<FindingKind> {
        find_personal_data(text).into_iter().map(|finding| finding.kind).collect()
    }

    #[test]
    fn a_citizen_number_is_found_however_it_is_grouped() {
        for text in
            ["BSN 111222333.", "bsn: 1112.22.333", "burger service nummer (111 222 333)", "sofi-nummer 111222333"]
        {
            assert_eq!(kinds(text), [FindingKind::CitizenNumber], "{text}");
        }
        assert_eq!(kinds("(111 222 333)"), [FindingKind::PossibleCitizenNumber]);
        assert_eq!(
            kinds("artikel 4, 111222333"),
            [FindingKind::PossibleCitizenNumber],
            "a number in front hides nothing"
        );
    }

    #[test]
    fn nine_digits_that_fail_the_test_are_no_citizen_number() {
        assert_eq!(kinds("dossier 111222334"), []);
        assert_eq!(kinds("000000000"), []);
        assert_eq!(kinds("zaak Z111222333"), []);
    }

    #[test]
    fn phone_numbers_and_addresses_are_found_and_amounts_are_not() {
        assert_eq!(kinds("bel 06 12 34 56 78 of mail jan@voorbeeld.nl."), [FindingKind::Phone, FindingKind::Email]);
        assert_eq!(kinds("+31 6 12345678"), [FindingKind::Phone]);
        assert_eq!(kinds("030 \u{2013} 123 45 67"), [FindingKind::Phone]);
        assert_eq!(kinds("dossiernummer 0301234567 en vestigingsnummer 0000 12345678"), []);
        assert_eq!(kinds("in 2026 zijn er 1.250 woningen voor 12.500.000 euro, artikel 4:23"), []);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_every_finding_lies_inside_the_text(text in "\\PC{0,200}|[0-9 .@a-zé-]{0,60}") {
            for finding in find_personal_data(&text) {
                prop_assert!(text.get(finding.at.clone()).is_some());
            }
        }
    }
}
