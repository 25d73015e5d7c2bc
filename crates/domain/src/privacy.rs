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
        if !accounts.iter().any(|account| account.start < run.end && run.start < account.end) {
            let found = numbers_in(&signs, &run);
            findings.extend(found.into_iter().map(|(kind, found)| Finding { kind, at: place(&found) }));
        }
    }
    findings.extend(emails(&signs).map(|found| Finding { kind: FindingKind::Email, at: place(&found) }));
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
        '\u{2018}' | '\u{2019}' => '\'',
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
                ' ' | '.' | '-' | '(' | ')' | '/' | '_' | '\\' | '|' | '~' | '\'' | '·' | '•' | ':' | '+' | '*' => {
                    true
                }
                ',' | ';' | '\n' => letter(at + 1).is_ascii_digit(),
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

/// Does a letter or digit stand right before this place? Then the number is part of a code, unless the word is `BSN` or one
/// for a telephone.
fn joins_a_word(signs: &[Sign], at: usize) -> bool {
    let joined = signs[..at].last().is_some_and(|sign| sign.letter.is_alphanumeric());
    let names =
        |word: &String| names_citizen(word) || ["tel", "telefoon", "mobiel", "mob", "gsm"].contains(&word.as_str());
    joined && !words_before(signs, at).first().is_some_and(names)
}

/// Digits that stand together in a run.
struct Group {
    at: Range<usize>,
    digits: Vec<u32>,
    /// A `+` stands in front of them.
    is_international: bool,
}

/// The numbers in a run. People write other digits before and behind a number (`06-12345678 3511 AB`), so every few groups
/// beside each other are tried: telephone numbers with a country first, whole citizen numbers, telephone numbers, and citizen
/// numbers in groups.
fn numbers_in(signs: &[Sign], run: &Range<usize>) -> Vec<(FindingKind, Range<usize>)> {
    let groups = groups_of(signs, run);
    let mut found: Vec<(FindingKind, Range<usize>)> = Vec::new();
    let mut abroad = 0;
    for sort in [Sort::Abroad, Sort::Whole, Sort::Inland, Sort::Grouped] {
        for first in 0..groups.len() {
            let mut digits = Vec::new();
            for last in first..groups.len() {
                digits.extend(&groups[last].digits);
                if digits.len() > MOST_DIGITS {
                    break;
                }
                let at = groups[first].at.start..groups[last].at.end;
                let window = Window { groups: &groups, first, last, digits: &digits };
                let Some(kind) = window.kind(signs, sort) else { continue };
                let is_usual = sort == Sort::Grouped && is_usual(window.own());
                // What looks like a citizen number in every way is not a part of "012 345 672 3".
                let others = match is_usual {
                    // "1+123 456 782 3511": no country is known by its number here.
                    true if groups[first].is_international => &[],
                    true => &found[..abroad],
                    false => &found[..],
                };
                if others.iter().all(|(_, other)| other.end <= at.start || at.end <= other.start) {
                    found.push((kind, at));
                }
            }
        }
        if sort == Sort::Abroad {
            abroad = found.len();
        }
    }
    if found.is_empty() && words_before(signs, run.start).first().is_some_and(|word| names_citizen(word)) {
        let digits: Vec<u32> = groups.iter().flat_map(|group| &group.digits).copied().collect();
        // Eight digits where the zero in front was left out; or other digits grown onto the number.
        let padded = digits.len() == 8 && passes_eleven_test(&[&[0][..], &digits].concat());
        if padded || digits.get(..9).is_some_and(passes_eleven_test) {
            found.push((FindingKind::CitizenNumber, run.clone()));
        }
    }
    found
}

fn groups_of(signs: &[Sign], run: &Range<usize>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for at in run.clone() {
        let Some(digit) = signs[at].letter.to_digit(10) else { continue };
        match groups.last_mut().filter(|group| group.at.end == at) {
            Some(group) => {
                group.at.end += 1;
                group.digits.push(digit);
            }
            None => {
                let before = signs[..at].iter().rev().map(|sign| sign.letter).take(3).find(|letter| *letter != ' ');
                groups.push(Group { at: at..at + 1, digits: vec![digit], is_international: before == Some('+') });
            }
        }
    }
    groups
}

/// What is looked for among the groups of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// A telephone number with its country.
    Abroad,
    /// Nine digits in one group.
    Whole,
    /// A telephone number of ten digits.
    Inland,
    /// Nine digits in several groups.
    Grouped,
}

/// Longest telephone number, in digits: `+31 (0)…` and those of other countries.
const MOST_DIGITS: usize = 15;

/// Groups beside each other that may be one number.
struct Window<'a> {
    groups: &'a [Group],
    first: usize,
    last: usize,
    digits: &'a [u32],
}

impl Window<'_> {
    fn own(&self) -> &[Group] {
        &self.groups[self.first..=self.last]
    }

    fn kind(&self, signs: &[Sign], sort: Sort) -> Option<FindingKind> {
        let own = self.own();
        match sort {
            Sort::Abroad => (self.is_abroad() && !self.is_named_otherwise(signs)).then_some(FindingKind::Phone),
            Sort::Inland => (self.is_inland(signs) && !self.is_named_otherwise(signs)).then_some(FindingKind::Phone),
            Sort::Whole if own.len() == 1 => self.citizen(signs),
            Sort::Grouped if own.len() > 1 => self.citizen(signs),
            Sort::Whole | Sort::Grouped => None,
        }
    }

    fn is_abroad(&self) -> bool {
        let (own, digits) = (self.own(), self.digits);
        let number = match digits {
            number if own[0].is_international => number,
            [0, 0, number @ ..] if matches!(number, [3 | 4, ..]) => number,
            _ => return false,
        };
        let of_a_country = own.len() == 1 || own[0].digits.len() <= 4;
        match number {
            [3, 1, 0, rest @ ..] | [3, 1, rest @ ..] => rest.len() == 9 && of_a_country,
            number => (10..=14).contains(&number.len()) && of_a_country,
        }
    }

    fn is_inland(&self, signs: &[Sign]) -> bool {
        let own = self.own();
        let ten = matches!(self.digits, [0, 1..=9, ..]) && self.digits.len() == 10;
        // "0,612345678" is a share, "(0)6" an area code.
        let begins = own[0].digits.len() > 1 || signs.get(own[0].at.end).is_some_and(|sign| sign.letter == ')');
        ten && begins && !is_date(signs, own)
    }

    /// Is it named for something else? Only a word for a number does that to what looks like a telephone number.
    fn is_named_otherwise(&self, signs: &[Sign]) -> bool {
        match directly_before(signs, self.groups[self.first].at.start) {
            Some(Said::Number) => true,
            Some(Said::Thing) => self.first == self.last && self.digits.get(1) != Some(&6),
            _ => directly_after(signs, self.groups[self.last].at.end) == Some(Said::Number),
        }
    }

    fn citizen(&self, signs: &[Sign]) -> Option<FindingKind> {
        let own = self.own();
        if !passes_eleven_test(self.digits) {
            return None;
        }
        let (start, end) = (own[0].at.start, own[own.len() - 1].at.end);
        let (amount_start, amount_end) = self.amount(signs);
        let before = directly_before(signs, start);
        let after = directly_after(signs, end);
        let is_amount = [before, after].contains(&Some(Said::Amount))
            || directly_before(signs, amount_start) == Some(Said::Amount)
            || directly_after(signs, amount_end) == Some(Said::Amount);
        if is_amount || matches!(before, Some(Said::Number | Said::Thing)) {
            return None;
        }
        let words = words_before(signs, start);
        let mut said = words.iter().filter_map(|word| said_by(word));
        let nearest = said.find(|said| matches!(said, Said::Citizen | Said::Amount));
        if nearest == Some(Said::Citizen) || words_after(signs, end).iter().any(|word| names_citizen(word)) {
            return Some(FindingKind::CitizenNumber);
        }
        let is_whole_run = own.len() == self.groups.len();
        let grouped_as_people_do = own.len() == 1
            || is_whole_run
            || own.iter().all(|group| group.digits.len() > 1)
            || own.iter().all(|group| group.digits.len() == 1);
        let is_about_money = words.iter().any(|word| said_by(word) == Some(Said::Amount));
        let round = is_grouped_by_thousands(signs, own) && (self.digits.ends_with(&[0, 0, 0]) || is_about_money);
        let is_excused = after == Some(Said::Number) || round || !grouped_as_people_do;
        (!is_excused).then_some(FindingKind::PossibleCitizenNumber)
    }

    /// Where the amount begins and ends that these groups are part of, if they are: `1 260 000 000`, `260.000.000,50`.
    fn amount(&self, signs: &[Sign]) -> (usize, usize) {
        let gap = |left: usize| {
            let gap = &signs[self.groups[left].at.end..self.groups[left + 1].at.start];
            if let [only] = gap { only.letter } else { '\n' }
        };
        let size = |at: usize| self.groups[at].digits.len();
        let (mut first, mut last) = (self.first, self.last);
        while first > 0 && size(first) == 3 && size(first - 1) <= 3 && " .',".contains(gap(first - 1)) {
            first -= 1;
        }
        while last + 1 < self.groups.len()
            && ((size(last + 1) == 3 && " .',".contains(gap(last)))
                || (size(last + 1) == 2 && ",.".contains(gap(last))))
        {
            last += 1;
        }
        (self.groups[first].at.start, self.groups[last].at.end)
    }
}

/// `123 456 782` and `1234.56.782`: so they stand on cards and letters.
fn is_usual(groups: &[Group]) -> bool {
    let sizes: Vec<usize> = groups.iter().map(|group| group.digits.len()).collect();
    [&[3, 3, 3][..], &[4, 2, 3]].contains(&sizes.as_slice())
}

/// `01-02-2026` at the beginning.
fn is_date(signs: &[Sign], groups: &[Group]) -> bool {
    let [day, month, year, ..] = groups else { return false };
    let dashed = signs.get(day.at.end).is_some_and(|sign| "-./".contains(sign.letter));
    let in_month = matches!(month.digits[..], [0, 1..=9] | [1, 0..=2]);
    dashed && day.digits.len() == 2 && in_month && matches!(year.digits[..], [1, 9, _, _] | [2, 0, _, _])
}

/// `260.000.000`
fn is_grouped_by_thousands(signs: &[Sign], groups: &[Group]) -> bool {
    groups.len() == 3
        && groups.iter().all(|group| group.digits.len() == 3)
        && groups.windows(2).all(|pair| ".,".contains(signs[pair[0].at.end].letter))
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
    text.split(|letter: char| !is_of_word(letter)).filter(|word| !word.is_empty())
}

/// The words behind a number in the same sentence, the nearest first.
fn words_after(signs: &[Sign], at: usize) -> Vec<String> {
    let behind: String = signs[at..signs.len().min(at + BESIDE)].iter().map(|sign| sign.letter).collect();
    let ends = |letter: char| ".;,\n".contains(letter) || letter.is_ascii_digit();
    words(behind.split(ends).next().unwrap_or_default()).take(WORDS_AFTER).map(str::to_owned).collect()
}

/// What a word beside a number says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Citizen,
    /// A number of something else: `projectnummer`.
    Number,
    /// Something else that has a number: `project`.
    Thing,
    /// An amount.
    Amount,
}

/// Words that may stand between a number and what it is.
const BETWEEN: [&str; 17] = [
    "is", "zijn", "het", "de", "een", "ons", "onze", "uw", "mijn", "luidt", "nummer", "nummers", "nr", "nrs", "no",
    "num", "id",
];
/// The same, of amounts.
const BETWEEN_AMOUNTS: [&str; 12] =
    ["van", "op", "in", "totaal", "bedraagt", "bedragen", "ca", "circa", "ongeveer", "bijna", "ruim", "wordt"];

/// What the word directly before a number says it is, in the same sentence: `projectnummer is`, `een bedrag van`. What is
/// written onto the number belongs to it: `zaaknummer 2026-111222333`.
fn directly_before(signs: &[Sign], at: usize) -> Option<Said> {
    let text: String = signs[at.saturating_sub(BESIDE)..at].iter().map(|sign| sign.letter).collect();
    let text = text.as_str();
    let (front, glued) = text.rsplit_once([' ', '\n', '(']).unwrap_or(("", text));
    let is_part = !text.ends_with([' ', '\n']) && glued.contains(|letter: char| letter.is_ascii_digit());
    let mut rest = if is_part { front } else { text };
    let mut is_numbered = false;
    let mut may_be_thing = true;
    loop {
        let end = rest.rfind(is_of_word).map(|at| at + rest[at..].chars().next().map_or(1, char::len_utf8))?;
        let gap = &rest[end..];
        let start = rest[..end]
            .rfind(|letter| !is_of_word(letter))
            .map_or(0, |at| at + rest[at..].chars().next().map_or(1, char::len_utf8));
        let word = &rest[start..end];
        let is_numbers_word = BETWEEN[10..].contains(&word);
        let is_short = is_numbers_word || word.ends_with("nr") || ["ref", "eur", "ca", "kvk"].contains(&word);
        let ends_here = gap.contains(|letter: char| "!?;".contains(letter) || letter.is_ascii_digit())
            || (gap.contains('\n') && !gap.contains(':'))
            || (gap.contains('.') && !is_short);
        if ends_here {
            return None;
        }
        match said_by(word) {
            Some(Said::Number | Said::Thing) if !may_be_thing => return None,
            Some(Said::Thing) if is_numbered => return Some(Said::Number),
            Some(Said::Thing) if gap.contains(',') => return None,
            Some(said) => return Some(said),
            None if BETWEEN.contains(&word) => is_numbered |= is_numbers_word,
            None if BETWEEN_AMOUNTS.contains(&word) => may_be_thing = false,
            None => return None,
        }
        rest = &rest[..start];
    }
}

/// What the word directly behind a number says it is: `euro`, `woningen`, `(projectnummer)`, `is het projectnummer`.
fn directly_after(signs: &[Sign], at: usize) -> Option<Said> {
    /// What is counted, in numbers that large.
    const COUNTED: [&str; 9] =
        ["woningen", "inwoners", "huishoudens", "mensen", "personen", "miljoen", "mln", "miljard", "mld"];
    let text: String = signs[at..signs.len().min(at + BESIDE)].iter().map(|sign| sign.letter).collect();
    if text.starts_with(",-") || text.starts_with(".-") {
        return Some(Said::Amount);
    }
    let end = |letter: char| ".;,!?\n".contains(letter) || letter.is_ascii_digit();
    for word in words(text.split(end).next().unwrap_or_default()) {
        match said_by(word) {
            Some(Said::Amount) => return Some(Said::Amount),
            None if COUNTED.contains(&word) => return Some(Said::Amount),
            Some(Said::Number) => return Some(Said::Number),
            None if BETWEEN.contains(&word) || word == "aan" => {}
            _ => return None,
        }
    }
    None
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphabetic() || letter == '€'
}

fn names_citizen(word: &str) -> bool {
    word.starts_with("bsn") || word.ends_with("bsn") || word.contains("burgerservice") || word.starts_with("sofi")
}

fn said_by(word: &str) -> Option<Said> {
    /// As they begin; they end in nothing, in a plural, or in a word for a number.
    const THINGS: [&str; 47] = [
        "project",
        "dossier",
        "zaak",
        "kvk",
        "polis",
        "rekening",
        "iban",
        "factuur",
        "factur",
        "order",
        "kenmerk",
        "referentie",
        "ref",
        "ticket",
        "perceel",
        "kadaster",
        "kadastraal",
        "btw",
        "rsin",
        "vestiging",
        "debiteur",
        "crediteur",
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
        "aanbesteding",
        "subsidie",
        "bag",
        "isbn",
        "agb",
        "offerte",
        "verplichting",
        "grootboek",
        "programma",
        "bestelling",
        "bestel",
        "tender",
        "incident",
        "melding",
        "vergunning",
    ];
    /// Persons, unless a word for a number stands behind them.
    const PERSONS: [&str; 2] = ["klant", "relatie"];
    /// Never the number of a person, whatever is done with it.
    const NUMBERS: [&str; 11] = [
        "kvk",
        "iban",
        "rsin",
        "btw",
        "isbn",
        "agb",
        "postbus",
        "handelsregister",
        "koophandel",
        "kostenplaats",
        "polis",
    ];
    const AMOUNTS: [&str; 22] = [
        "€",
        "eur",
        "euro",
        "euros",
        "bedrag",
        "bedragen",
        "budget",
        "budgetten",
        "begroting",
        "begroot",
        "begrote",
        "investering",
        "investeringen",
        "investeren",
        "geinvesteerd",
        "invester",
        "kost",
        "kosten",
        "kostte",
        "omzet",
        "subsidiebedrag",
        "subsidieplafond",
    ];
    const OF_NUMBERS: [&str; 6] = ["nummers", "nummer", "nrs", "nr", "codes", "code"];
    const PLURALS: [&str; 6] = ["", "s", "en", "n", "je", "jes"];
    let numbered = OF_NUMBERS.iter().find_map(|ending| word.strip_suffix(ending));
    if names_citizen(word) {
        Some(Said::Citizen)
    } else if AMOUNTS.contains(&word) {
        Some(Said::Amount)
    } else if NUMBERS.contains(&word)
        || numbered.is_some_and(|start| {
            let mut named = THINGS.iter().chain(&PERSONS);
            named.any(|thing| start.starts_with(thing) || start.ends_with(thing))
        })
    {
        Some(Said::Number)
    } else if THINGS.iter().any(|thing| word.strip_prefix(thing).is_some_and(|ending| PLURALS.contains(&ending))) {
        Some(Said::Thing)
    } else {
        None
    }
}

/// Bank accounts: the letters of a country, two digits, and what passes the test of 97.
fn accounts(signs: &[Sign]) -> Vec<Range<usize>> {
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

fn emails(signs: &[Sign]) -> impl Iterator<Item = Range<usize>> {
    let is_part = |sign: &Sign| sign.letter.is_alphanumeric() || ".-_+".contains(sign.letter);
    signs.iter().enumerate().filter(|(_, sign)| sign.letter == '@').filter_map(move |(at, _)| {
        let start = signs[..at].iter().rposition(|sign| !is_part(sign)).map_or(0, |place| place + 1);
        let end = signs[at + 1..].iter().position(|sign| !is_part(sign)).map_or(signs.len(), |place| at + 1 + place);
        let dots = signs[at + 1..end].iter().rev().take_while(|sign| sign.letter == '.').count();
        let host: String = signs[at + 1..end - dots].iter().map(|sign| sign.letter).collect();
        (start < at && host.contains('.') && !host.starts_with('.')).then_some(start..end - dots)
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

    #[test]
    fn a_telephone_number_is_found_whatever_its_text_is_about() {
        for text in [
            "Ons project loopt. U kunt de bewoner bellen op 06-12345678.",
            "Het gaat om 40 woningen, bel 06-12345678.",
            "De aanvraag is van een inwoner: 030-1234567.",
            "Voor de aanvraag 06 12345678.",
            "Projectleider 0612345678",
            "Over het budget: +31 6 12345678",
            "06-12345678. 3 inwoners",
            "06-12345678 3511 AB Utrecht",
            "3 06-12345678",
            "06\u{b7}12345678",
            "06:12345678",
            "06'1234'5678",
            "06\u{2013}12345678",
            "06\u{a0}12\u{a0}34\u{a0}56\u{a0}78",
            "tel0612345678",
            "00 31 6 12345678, 12",
        ] {
            assert_eq!(kinds(text), [FindingKind::Phone], "{text}");
        }
        for text in [
            "06-12345678/06-87654321",
            "06-12345678,06-87654321",
            "06-12345678\n06-87654321",
            "06-12345678+31687654321",
        ] {
            assert_eq!(kinds(text), [FindingKind::Phone; 2], "{text}");
        }
        for text in ["dossiernummer 0301234567", "zaak 0301234567", "KvK 0612345678", "op 01-02-1990 12 huizen"] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn a_number_is_excused_by_a_word_at_it_in_its_sentence_and_by_no_other() {
        for text in [
            "Ons project loopt. Het gaat om 123456782.",
            "Het project van mevrouw, 123456782.",
            "Er zijn 40 woningen voor 123456782",
            "De aanvrager 123456782",
            "De klant 123456782",
            "123456782,3 inwoners",
            "Dit is ons zaaknummer. 123456782 is iets anders.",
            "In 2026 waren er 123.456.782.",
            "3 123 456 782 12",
        ] {
            assert_eq!(kinds(text), [FindingKind::PossibleCitizenNumber], "{text}");
        }
        for text in [
            "projectnummer 123456782",
            "klantnummer 123456782",
            "Project nr. 123456782",
            "Het zaaknummer is 2026-123456782.",
            "123456782 is het projectnummer",
            "De aanvraag 123456782",
            "\u{20ac} 123.456.782,50",
            "\u{20ac} 1 123 456 782",
            "123.456.782,00 euro",
            "123456782 euro",
            "Wij zien 260.000.000 als totaal.",
            "123456782 inwoners",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
        for text in
            ["BSN 1. 123 456 782", "BSN 123.456.782", "BSN: 3511 AB 123456782", "1\u{b7}BSN\u{b7}123\u{b7}456\u{b7}782"]
        {
            assert_eq!(kinds(text), [FindingKind::CitizenNumber], "{text}");
        }
    }

    #[test]
    fn an_account_in_pieces_and_an_address_in_wide_letters_are_named_for_what_they_are() {
        assert_eq!(kinds("NL 91 ABNA 0417 1643 00"), [FindingKind::BankAccount]);
        assert_eq!(kinds("ans\u{ff20}arnhem\u{ff0e}nl"), [FindingKind::Email]);
    }

    /// Nine digits that pass the test; none where no last digit does.
    fn citizen_number_of(first: u32) -> Option<String> {
        (0..10).map(|last| format!("{first:08}{last}")).find(|number| {
            passes_eleven_test(&number.chars().filter_map(|digit| digit.to_digit(10)).collect::<Vec<_>>())
        })
    }

    const APART: &str = "[ ./,:;|~_+\n\u{b7}\u{2022}\u{2013}\u{a0}'-]";

    proptest! {
        #[test]
        fn a_number_between_any_neighbours_is_found(
            first in 10_000_000_u32..99_999_999, sort in 0..4_usize, before in "[1-9][0-9]{0,3}|[a-z]{0,4}|3511 AB",
            left in APART, right in APART, after in "[1-9][0-9]{0,3}|[a-z]{0,4}|3511 AB", inner in "[ ./\u{b7}\u{2013}\u{a0}'-]"
        ) {
            let number = citizen_number_of(first);
            prop_assume!(number.is_some());
            let number = number.unwrap_or_default();
            let (wanted, number) = match sort {
                0 => (FindingKind::PossibleCitizenNumber, number),
                1 => (FindingKind::PossibleCitizenNumber, [&number[..3], &number[3..6], &number[6..]].join(" ")),
                2 => (FindingKind::Phone, format!("06{inner}{first}")),
                _ => (FindingKind::Phone, format!("+31{inner}6{inner}{first}")),
            };
            let text = format!("{before}{left}{number}{right}{after}");
            prop_assert!(kinds(&text).contains(&wanted), "{:?}: {:?}", text, kinds(&text));
        }

        #[test]
        fn an_amount_with_its_currency_is_never_personal_data(
            millions in 1_u32..999, rest in 0_u32..1_000_000, apart in "[ .]", is_sign_in_front in proptest::bool::ANY
        ) {
            let amount = format!("{millions}{apart}{:03}{apart}{:03}", rest / 1_000, rest % 1_000);
            let text = if is_sign_in_front { format!("dat is \u{20ac} {amount} samen") } else { format!("dat is {amount} euro") };
            prop_assert_eq!(kinds(&text), []);
        }

        #[test]
        fn no_text_makes_it_panic_and_every_finding_lies_inside_the_text(text in "\\PC{0,200}|[0-9 .@a-zé-]{0,60}") {
            for finding in find_personal_data(&text) {
                prop_assert!(text.get(finding.at.clone()).is_some());
            }
        }
    }
}
