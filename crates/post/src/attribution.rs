//! The line that says who wrote what is quoted below it (attribution): "Op di 24 nov 2026 om 10:00 schreef Jan …:".

use crate::line::Line;

/// Most lines that such a line is broken over.
const LINES: usize = 5;
/// Longest such line.
const LONGEST: usize = 500;

/// How sure it is, by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sure {
    /// A program wrote it: it has the form, and a time or an address.
    Yes,
    /// People also write like this: only what follows can tell.
    IfQuoteFollows,
}

/// An attribution of this many lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attribution {
    pub(crate) lines: usize,
    pub(crate) sure: Sure,
}

/// Forms that name the day first: how they begin, and what else must be in them.
const DAY_FIRST: &[(&str, &[&str])] = &[
    ("op ", &[" schreef", " geschreven", " schreven"]),
    ("on ", &[" wrote", " writes", " schreef"]),
    ("am ", &[" schrieb"]),
    ("le ", &[" a écrit", " écrit"]),
    ("el ", &[" escribió"]),
    ("il ", &[" ha scritto"]),
    ("den ", &[" skrev"]),
    ("på ", &[" skrev"]),
    ("w dniu ", &[" napisał"]),
    ("dnia ", &[" napisał"]),
    ("in een bericht van ", &[" schrijft", " schreef"]),
    ("in een e-mail van ", &[" schrijft", " schreef"]),
];
/// How a form ends that names the writer first.
const WRITER_FIRST: &[&str] = &[
    " schreef:",
    " schreef het volgende:",
    " wrote:",
    " writes:",
    " schreef op",
    " wrote on",
    " wrote at",
    " het volgende geschreven:",
    " schrieb:",
    " a écrit :",
    " a écrit:",
];

/// The attribution that begins at this line.
pub(crate) fn at(lines: &[Line], at: usize) -> Option<Attribution> {
    let first = lines.get(at).filter(|line| !line.is_blank())?;
    let mut joined = String::new();
    for (count, line) in lines[at..].iter().take(LINES).enumerate() {
        if line.is_blank() || line.depth != first.depth || joined.len() + line.said().len() > LONGEST {
            return None;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(line.said());
        // The form is looked for where it can end, so that a line that goes on is taken whole.
        let ended = joined.trim_end_matches(['*', '_', ' ']).strip_suffix([':', '：']);
        let Some(ended) = ended else { continue };
        if let Some(sure) = sure(&joined, first.said()) {
            return Some(Attribution { lines: count + 1, sure });
        }
        // A clock may be broken at its colon; any other line that ends in one is of its own.
        if !ended.ends_with(|sign: char| sign.is_ascii_digit()) {
            return None;
        }
    }
    None
}

/// How sure it is that these lines, joined, are an attribution; `first` is the first of them.
fn sure(joined: &str, first: &str) -> Option<Sure> {
    let lower = joined.trim_matches(['*', '_', ' ', '[', '>']).to_lowercase();
    let lower = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    let has_digit = lower.contains(|sign: char| sign.is_ascii_digit());
    let has_address = has_address(&lower);
    let is_told = has_clock(&lower) || has_address;
    let day_first = DAY_FIRST
        .iter()
        .any(|(begin, verbs)| lower.starts_with(begin) && verbs.iter().any(|verb| lower.contains(verb)));
    let day_first = day_first && first.contains(|sign: char| sign.is_ascii_digit());
    if day_first {
        return Some(if is_told { Sure::Yes } else { Sure::IfQuoteFollows });
    }
    // Where words of an answer stand on the same line they would go with it: "akkoord Op di 24 nov schreef …".
    let verb =
        [" wrote", " schreef", " heeft "].iter().filter_map(|verb| lower.find(verb)).min().unwrap_or(lower.len());
    let is_answered_before = [" on ", " op "].iter().any(|begin| lower[..verb].contains(begin));
    // Over several lines only from one that names the writer, or the last words of an answer would belong to it.
    let names_writer = joined.len() == first.len() || first.contains(['@', '<']);
    let begins_here = names_writer && !is_answered_before;
    let ends = |end: &&str| if end.ends_with(':') { lower.ends_with(*end) } else { lower.contains(*end) };
    if begins_here && WRITER_FIRST.iter().any(ends) {
        return Some(if has_address || has_digit && has_clock(&lower) { Sure::Yes } else { Sure::IfQuoteFollows });
    }
    let cites = ["citeren ", "quoting ", "zitat von ", "bericht van "].iter().any(|begin| lower.starts_with(begin));
    // Old Gmail: day, clock, writer, address, and no verb at all.
    let is_bare = lower.starts_with(|sign: char| sign.is_ascii_digit()) && has_digit && lower.ends_with(">:");
    if (cites || is_bare) && has_address {
        return Some(Sure::Yes);
    }
    // A language that is not known here: it still names a day and a writer.
    let may_be = begins_here && joined.len() < 250 && has_digit && (has_address || has_clock(&lower));
    may_be.then_some(Sure::IfQuoteFollows)
}

fn has_address(lower: &str) -> bool {
    lower
        .split(['<', '>', ' ', '(', ')', '"', '[', ']'])
        .any(|word| word.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.')))
}

/// A clock: `10:00`, `9.30 uur`.
fn has_clock(lower: &str) -> bool {
    lower.split([' ', ',', 't']).any(|word| {
        let Some((hour, rest)) = word.split_once([':', '.']) else { return false };
        let is_hour = (1..=2).contains(&hour.len()) && hour.bytes().all(|byte| byte.is_ascii_digit());
        let minutes: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let is_day = rest.get(2..).is_some_and(|rest| rest.starts_with(['-', '.', '/']));
        is_hour && minutes.len() == 2 && !is_day
    })
}
