//! What the words beside a number say it is (context words).

use super::sign::Sign;

/// How many signs beside a number are looked at, and how many words of them.
const BESIDE: usize = 60;
const WORDS_BEFORE: usize = 8;
const WORDS_AFTER: usize = 4;

/// The words in front of a number, the nearest first; the sign of the euro is a word too.
pub(super) fn words_before(signs: &[Sign], at: usize) -> Vec<String> {
    let text: String = signs[at.saturating_sub(BESIDE)..at].iter().map(|sign| sign.letter).collect();
    let text = together(text);
    let mut words: Vec<String> = words(&text).rev().take(WORDS_BEFORE).map(str::to_owned).collect();
    // "burger service nummer", "burgerservice-nummer", "sofi-nummer"
    for at in 1..words.len() {
        if matches!(words[at - 1].as_str(), "nummer" | "nr" | "service" | "servicenummer") {
            words[at - 1] = format!("{}{}", words[at], words[at - 1]);
        }
    }
    words
}

/// Is a citizen number named before this place, in the same sentence?
pub(super) fn citizen_in_sentence_before(signs: &[Sign], at: usize) -> bool {
    let text: String = signs[at.saturating_sub(BESIDE)..at].iter().map(|sign| sign.letter).collect();
    let text = together(text);
    words(last_sentence(&text)).any(names_citizen)
}

/// What stands behind the last end of a sentence. The dot of a shortened word or of an initial ends none: `het BSN van
/// mevr. J. Jansen in dossier …`.
fn last_sentence(text: &str) -> &str {
    const SHORTENED: [&str; 24] = [
        "nr", "nrs", "tel", "dhr", "hr", "mevr", "mw", "mej", "fam", "wed", "mr", "dr", "drs", "ir", "ing", "prof",
        "ds", "ca", "bijv", "evt", "resp", "incl", "geb", "jl",
    ];
    let ends = |(at, end): &(usize, &str)| {
        let word = words(&text[..*at]).next_back().filter(|word| text[..*at].ends_with(*word)).unwrap_or_default();
        !(*end == ". " && (word.chars().count() == 1 || word.ends_with("nr") || SHORTENED.contains(&word)))
    };
    let found = ["! ", "? ", ". ", ";", "\n\n"].iter().flat_map(|end| text.match_indices(end)).filter(ends);
    found.map(|(at, end)| at + end.len()).max().map_or(text, |begins| &text[begins..])
}

/// "B.S.N." and "b s n" are one word.
fn together(text: String) -> String {
    ["b.s.n", "b s n", "b-s-n"].iter().fold(text, |text, apart| text.replace(apart, "bsn"))
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|letter: char| !is_of_word(letter)).filter(|word| !word.is_empty())
}

/// The words behind a number in the same sentence, the nearest first.
pub(super) fn words_after(signs: &[Sign], at: usize) -> Vec<String> {
    let behind: String = signs[at..signs.len().min(at + BESIDE)].iter().map(|sign| sign.letter).collect();
    let ends = |letter: char| ".;,\n".contains(letter) || letter.is_ascii_digit();
    words(behind.split(ends).next().unwrap_or_default()).take(WORDS_AFTER).map(str::to_owned).collect()
}

/// What a word beside a number says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Citizen,
    /// A number of something else: `projectnummer`.
    Number,
    /// Something else that has a number: `project`.
    Thing,
    /// An amount.
    Amount,
}

/// Words that may stand between a number and what it is.
const BETWEEN: [&str; 10] = ["is", "zijn", "het", "de", "een", "ons", "onze", "uw", "mijn", "luidt"];
/// The same; they say that it is a number.
const NUMBER_WORDS: [&str; 7] = ["nummer", "nummers", "nr", "nrs", "no", "num", "id"];
/// The same, of amounts.
const BETWEEN_AMOUNTS: [&str; 12] =
    ["van", "op", "in", "totaal", "bedraagt", "bedragen", "ca", "circa", "ongeveer", "bijna", "ruim", "wordt"];

/// What the word directly before a number says it is, in the same sentence: `projectnummer is`, `een bedrag van`. What is
/// written onto the number belongs to it: `zaaknummer 2026-111222333`.
pub(super) fn directly_before(signs: &[Sign], at: usize) -> Option<Said> {
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
        let is_numbers_word = NUMBER_WORDS.contains(&word);
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
            None if is_numbers_word => is_numbered = true,
            None if BETWEEN.contains(&word) => {}
            None if BETWEEN_AMOUNTS.contains(&word) => may_be_thing = false,
            None => return None,
        }
        rest = &rest[..start];
    }
}

/// What the word directly behind a number says it is: `euro`, `woningen`, `(projectnummer)`, `is het projectnummer`.
pub(super) fn directly_after(signs: &[Sign], at: usize) -> Option<Said> {
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
            None if BETWEEN.contains(&word) || NUMBER_WORDS.contains(&word) || word == "aan" => {}
            _ => return None,
        }
    }
    None
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphabetic() || letter == '€'
}

pub(super) fn names_citizen(word: &str) -> bool {
    word.starts_with("bsn") || word.ends_with("bsn") || word.contains("burgerservice") || word.starts_with("sofi")
}

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
const NUMBERS: [&str; 11] =
    ["kvk", "iban", "rsin", "btw", "isbn", "agb", "postbus", "handelsregister", "koophandel", "kostenplaats", "polis"];
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

pub(super) fn said_by(word: &str) -> Option<Said> {
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
