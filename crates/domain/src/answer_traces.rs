//! What in a text may tell whose question it was (redaction check, PII): looked for before an answer is everybody's to read.
//!
//! Some of it is certain and has to go: the whole name, the address, the number, the organisation and the reference of who
//! asked. Some may be something else: a part of a name that is a word as well, a telephone number of an office. Of that the
//! writer says that they looked.

use crate::text::is_part_of_letter;
use crate::{Contact, Finding, FindingKind, LEFT_OUT, Reference, find_personal_data, fold};
use std::ops::Range;

/// Parts of a name that are shorter stand in other words' places (`de`, `van`).
const LETTERS_OF_A_NAME: usize = 3;
/// What organisations are called that many others are called as well.
const KINDS: [&str; 16] = [
    "gemeente",
    "provincie",
    "regio",
    "stichting",
    "vereniging",
    "woningcorporatie",
    "corporatie",
    "woningstichting",
    "woonstichting",
    "wooncorporatie",
    "zorginstelling",
    "zorgorganisatie",
    "waterschap",
    "the",
    "het",
    "de",
];

/// Who asked.
#[derive(Debug, Clone, Copy)]
pub struct AskedBy<'a> {
    /// The person.
    pub contact: &'a Contact,
    /// On whose behalf.
    pub organisation: &'a str,
    /// For whom they work, if they advise somebody.
    pub works_for: Option<&'a str>,
}

/// What sort of trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TraceKind {
    /// The name of who asked.
    Name,
    /// A word that is a part of it.
    PartOfName,
    /// The organisation.
    Organisation,
    /// A word that is a part of its name.
    PartOfOrganisation,
    /// Their own address or number.
    Theirs(FindingKind),
    /// An address or a number of somebody.
    Data(FindingKind),
    /// A reference of a question.
    Reference,
    /// Something was left out here, and nothing was written in its place.
    LeftOut,
}

impl TraceKind {
    /// Has it to go, whatever its writer says?
    pub fn must_go(self) -> bool {
        match self {
            Self::Name | Self::Organisation | Self::Theirs(_) | Self::Reference | Self::LeftOut => true,
            Self::Data(kind) => kind == FindingKind::CitizenNumber,
            Self::PartOfName | Self::PartOfOrganisation => false,
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "naam van de vraagsteller",
            Self::PartOfName => "deel van de naam van de vraagsteller",
            Self::Organisation => "organisatie van de vraagsteller",
            Self::PartOfOrganisation => "deel van de naam van de organisatie",
            Self::Theirs(kind) | Self::Data(kind) => kind.label(),
            Self::Reference => "kenmerk van een vraag",
            Self::LeftOut => "hier is iets weggelaten",
        }
    }
}

/// Something that may tell whose question it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What sort.
    pub kind: TraceKind,
    /// Where, in bytes.
    pub at: Range<usize>,
}

/// Everything of this text that may tell who asked, in its order; without who asked, what can be known of nobody.
pub fn traces(text: &str, asked_by: Option<AskedBy<'_>>) -> Vec<Trace> {
    let mut found: Vec<Trace> =
        find_personal_data(text).into_iter().map(|one| of_finding(text, one, asked_by)).collect();
    found.extend(
        text.match_indices(LEFT_OUT).map(|(at, mark)| Trace { kind: TraceKind::LeftOut, at: at..at + mark.len() }),
    );
    let words = words(text);
    found.extend(references(text, &words));
    if let Some(asked_by) = asked_by {
        let name: Vec<String> = folded(&asked_by.contact.name);
        found.extend(named(text, &words, &name, TraceKind::Name, TraceKind::PartOfName));
        for organisation in std::iter::once(asked_by.organisation).chain(asked_by.works_for) {
            let whole = folded(organisation);
            found.extend(named(text, &words, &whole, TraceKind::Organisation, TraceKind::PartOfOrganisation));
        }
    }
    found.sort_by_key(|trace| (trace.at.start, std::cmp::Reverse(trace.at.end), trace.kind));
    let mut end = 0;
    found.retain(|trace| {
        let is_new = trace.at.start >= end;
        end = end.max(trace.at.end);
        is_new
    });
    found
}

/// The text with a mark in the place of everything that may tell who asked.
pub fn without_traces(text: &str, asked_by: Option<AskedBy<'_>>) -> String {
    let mut left = String::with_capacity(text.len());
    let mut from = 0;
    for trace in traces(text, asked_by) {
        left.push_str(&text[from..trace.at.start]);
        left.push_str(LEFT_OUT);
        from = trace.at.end;
    }
    left.push_str(&text[from..]);
    left
}

fn of_finding(text: &str, finding: Finding, asked_by: Option<AskedBy<'_>>) -> Trace {
    let found = &text[finding.at.clone()];
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    // "+31 6 12 34 56 78" and "06 12 34 56 78" are one number.
    let tail = |text: &str| digits(text).chars().rev().take(9).collect::<String>();
    let is_theirs = asked_by.is_some_and(|by| match finding.kind {
        FindingKind::Email => fold(found) == fold(&by.contact.email),
        FindingKind::Phone => by.contact.phone.as_deref().is_some_and(|own| tail(own) == tail(found)),
        FindingKind::CitizenNumber | FindingKind::PossibleCitizenNumber | FindingKind::BankAccount => false,
    });
    let kind = if is_theirs { TraceKind::Theirs(finding.kind) } else { TraceKind::Data(finding.kind) };
    Trace { kind, at: finding.at }
}

/// References, as they are written: `EHA-2026-004217-K`, with spaces, or without anything between.
fn references<'a>(text: &'a str, words: &'a [Word]) -> impl Iterator<Item = Trace> + 'a {
    // The word itself, and at most year, number and letter behind it.
    const PIECES: usize = 4;
    words.iter().enumerate().filter(|(_, word)| word.folded.starts_with("eha")).filter_map(move |(first, word)| {
        let last = words[first..].iter().take(PIECES);
        let is_reference = |end: usize| text[word.at.start..end].parse::<Reference>().is_ok();
        let end = last.map(|last| last.at.end).find(|end| is_reference(*end))?;
        Some(Trace { kind: TraceKind::Reference, at: word.at.start..end })
    })
}

/// Where a name stands as a whole, and the words with a capital that are a part of it.
fn named(text: &str, words: &[Word], name: &[String], whole: TraceKind, part: TraceKind) -> Vec<Trace> {
    let telling: Vec<&String> = name
        .iter()
        .filter(|word| word.chars().count() >= LETTERS_OF_A_NAME && !KINDS.contains(&word.as_str()))
        .collect();
    // A name of nothing but common words tells nothing.
    if telling.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let is_whole =
            words.len() - at >= name.len() && words[at..].iter().zip(name).all(|(word, name)| word.folded == *name);
        if is_whole {
            found.push(Trace { kind: whole, at: words[at].at.start..words[at + name.len() - 1].at.end });
            at += name.len();
            continue;
        }
        let word = &words[at];
        let is_capital = text[word.at.clone()].chars().next().is_some_and(char::is_uppercase);
        if is_capital && telling.iter().any(|part| **part == word.folded) {
            found.push(Trace { kind: part, at: word.at.clone() });
        }
        at += 1;
    }
    found
}

/// A word of a text: as it is compared, and where it stands, in bytes.
struct Word {
    folded: String,
    at: Range<usize>,
}

fn words(text: &str) -> Vec<Word> {
    let is_of_word = |sign: char| sign.is_alphanumeric() || is_part_of_letter(sign);
    let mut words = Vec::new();
    let mut begun: Option<usize> = None;
    for (at, sign) in text.char_indices().chain([(text.len(), ' ')]) {
        match (begun, is_of_word(sign)) {
            (None, true) => begun = Some(at),
            (Some(from), false) => {
                words.push(Word { folded: fold(&text[from..at]), at: from..at });
                begun = None;
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    words.retain(|word| !word.folded.is_empty());
    words
}

fn folded(name: &str) -> Vec<String> {
    words(name).into_iter().map(|word| word.folded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TicketId;
    use proptest::prelude::*;

    fn ans() -> Contact {
        Contact {
            name: "Ans de Vries".to_owned(),
            email: "ans@arnhem.example".to_owned(),
            phone: Some("026 377 12 34".to_owned()),
        }
    }

    fn by(contact: &Contact) -> Option<AskedBy<'_>> {
        Some(AskedBy { contact, organisation: "Gemeente Arnhem", works_for: Some("Woonstad Oost") })
    }

    fn kinds(text: &str) -> Vec<TraceKind> {
        traces(text, by(&ans())).into_iter().map(|trace| trace.kind).collect()
    }

    #[test]
    fn what_is_certain_has_to_go_and_what_may_be_a_word_is_asked_about() {
        for (text, kind) in [
            ("Wij spraken ANS DE VRIES.", TraceKind::Name),
            ("Groet,\nAns\nde Vries", TraceKind::Name),
            ("In gemeente Arnhem mag het.", TraceKind::Organisation),
            ("Voor Woonstad-Oost geldt dit.", TraceKind::Organisation),
            ("Mail Ans@Arnhem.example", TraceKind::Theirs(FindingKind::Email)),
            ("Bel +31 26 3771234", TraceKind::Theirs(FindingKind::Phone)),
            ("Zie [weggelaten].", TraceKind::LeftOut),
        ] {
            assert_eq!(kinds(text), [kind], "{text}");
            assert!(kind.must_go());
        }
        for (text, kind) in [
            ("De familie Vries bouwt.", TraceKind::PartOfName),
            ("Bij Arnhem ligt een wijk.", TraceKind::PartOfOrganisation),
            ("Bel 070 123 45 67", TraceKind::Data(FindingKind::Phone)),
        ] {
            assert_eq!(kinds(text), [kind], "{text}");
            assert!(!kind.must_go());
        }
        assert_eq!(kinds("De gemeente stelt een visie vast; het vriest in de wijk."), []);
    }

    #[test]
    fn a_reference_is_seen_however_it_is_written() {
        let reference = Reference { year: 2026, ticket: TicketId(4217) }.to_string();
        for text in [reference.clone(), reference.replace('-', " "), reference.replace('-', "").to_lowercase()] {
            let text = format!("Zie {text}, en verder.");
            assert_eq!(traces(&text, None).len(), 1, "{text}");
            assert_eq!(without_traces(&text, None), "Zie [weggelaten], en verder.");
        }
        assert_eq!(traces("De EHA-deskundige helpt in 2026.", None), []);
    }

    #[test]
    fn nobody_is_found_by_words_that_everybody_is_called_by() {
        let team = Contact { name: "De".to_owned(), ..ans() };
        let by = AskedBy { contact: &team, organisation: "De gemeente", works_for: None };
        assert_eq!(traces("De gemeente en De provincie.", Some(by)), []);
    }

    proptest! {
        /// Whatever stands around them: what names who asked is found, and what is left out leaves nothing of it.
        #[test]
        fn what_names_who_asked_is_found_wherever_it_stands(
            before in "([a-z]{1,9}[ ,.\n]){0,6}",
            after in "([ ,.\n][a-z]{1,9}){0,6}",
            what in 0usize..6,
            is_loud in any::<bool>(),
        ) {
            let contact = ans();
            let named = [
                "Ans de Vries".to_owned(), "Gemeente Arnhem".to_owned(), "Woonstad Oost".to_owned(),
                "ans@arnhem.example".to_owned(), "026 377 12 34".to_owned(),
                Reference { year: 2026, ticket: TicketId(17) }.to_string(),
            ][what].clone();
            let named = if is_loud { named.to_uppercase() } else { named };
            let text = format!("{before} {named} {after}");
            let found = traces(&text, by(&contact));
            prop_assert!(found.iter().any(|trace| trace.kind.must_go()), "{text:?}: {found:?}");
            let left = without_traces(&text, by(&contact));
            prop_assert!(!fold(&left).contains(&fold(&named)), "{left:?}");
            prop_assert!(traces(&left, by(&contact)).iter().all(|trace| trace.kind == TraceKind::LeftOut), "{left:?}");
        }

        #[test]
        fn any_text_is_read_to_its_end(text in "\\PC{0,60}") {
            let contact = ans();
            for trace in traces(&text, by(&contact)) {
                prop_assert!(text.get(trace.at).is_some());
            }
            let _ = without_traces(&text, None);
        }
    }
}
