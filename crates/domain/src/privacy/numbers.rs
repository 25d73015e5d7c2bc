//! Citizen and telephone numbers among digits (candidate windows): runs, the groups in them, and what a few of these are.

use super::finding::FindingKind;
use super::sign::Sign;
use super::words::{
    Said, citizen_in_sentence_before, directly_after, directly_before, names_citizen, said_by, words_after,
    words_before,
};
use std::ops::Range;

/// Runs of digits with the separators people put inside numbers.
pub(super) fn number_runs(signs: &[Sign]) -> Vec<Range<usize>> {
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
pub(super) fn numbers_in(signs: &[Sign], run: &Range<usize>) -> Vec<(FindingKind, Range<usize>)> {
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
    let is_found = found.iter().any(|(kind, _)| *kind == FindingKind::CitizenNumber);
    if !is_found && words_before(signs, run.start).first().is_some_and(|word| names_citizen(word)) {
        let digits: Vec<u32> = groups.iter().flat_map(|group| &group.digits).copied().collect();
        // Eight digits where the zero in front was left out, or a zero too many; or other digits grown onto the number.
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        let padded = digits.len() == 8 && passes_eleven_test(&[&[0][..], &digits].concat());
        let longer = (1..=zeros).any(|zeros| digits.len() - zeros == 9 && passes_eleven_test(&digits[zeros..]));
        if padded || longer || digits.get(..9).is_some_and(passes_eleven_test) {
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
        let words = words_before(signs, start);
        if is_amount || matches!(before, Some(Said::Number | Said::Thing)) {
            // "Het BSN bij deze aanvraag is …" is one all the same; "BSN of klantnummer …" only its writer knows.
            let is_round = is_grouped_by_thousands(signs, own) && self.digits.ends_with(&[0, 0, 0]);
            let said_before = !is_round && citizen_in_sentence_before(signs, start);
            return match before {
                Some(Said::Thing) if said_before && !is_amount => Some(FindingKind::CitizenNumber),
                _ if said_before => Some(FindingKind::PossibleCitizenNumber),
                _ => words_after(signs, end)
                    .iter()
                    .any(|word| !is_round && names_citizen(word))
                    .then_some(FindingKind::PossibleCitizenNumber),
            };
        }
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
pub(super) fn passes_eleven_test(digits: &[u32]) -> bool {
    let Some((last, first)) = digits.split_last().filter(|_| digits.len() == 9) else { return false };
    let sum: u32 = first.iter().zip((2..=9).rev()).map(|(digit, weight)| digit * weight).sum();
    sum != 0 && sum % 11 == last % 11
}
