//! Parts what is new in a mail from what it quotes or passes on (quoted tail).
//!
//! The first place that can be the end of what is new decides. Below a block of headers nothing is marked line by line, so
//! everything there was said before. Below an attribution or a quote each line shows whether it is quoted: what is not, was
//! typed there. A quote with answers above or below it is taken out; answers between quotes stay whole, with what they answer.

use crate::attribution::{self, Sure};
use crate::heads::{self, Above};
use crate::line::{self, Line, Mark};
use crate::phone;

/// What became of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) text: String,
    pub(crate) tail: String,
    pub(crate) forwarded: bool,
}

/// What is known of the mail besides its text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'mail> {
    pub(crate) subject: &'mail str,
    /// It says which mail it answers.
    pub(crate) answers: bool,
}

/// Where something that was said before can begin.
struct Place {
    /// The first line that no longer belongs to what is new.
    at: usize,
    /// The first line behind what introduces it.
    behind: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Everything below was there before.
    Rest(Above),
    /// Lines below show by themselves whether they are quoted.
    Quote,
}

/// Most times that a text is cut: an answer below a quote may have another quote below it, and the line of a telephone between.
const ROUNDS: usize = 20;

pub(crate) fn cut(lines: &[Line], about: About<'_>) -> Cut {
    let (mut new, mut old, mut forwarded) = (line::tidy(lines), Vec::new(), false);
    for _ in 0..ROUNDS {
        let phone = phone::begins(&new);
        let parted = part(&new, about).or_else(|| {
            let (before, added) = new.split_at_checked(phone).filter(|(_, added)| !added.is_empty())?;
            Some(Parted { new: before.to_vec(), old: added.to_vec(), forwarded: false })
        });
        let Some(parted) = parted else { break };
        forwarded |= parted.forwarded;
        new = line::tidy(&parted.new);
        old = [parted.old, vec![Line::default()], old].concat();
    }
    Cut { text: line::text_of(&new), tail: line::text_of(&line::tidy(&old)), forwarded }
}

struct Parted {
    new: Vec<Line>,
    old: Vec<Line>,
    forwarded: bool,
}

fn part(lines: &[Line], about: About<'_>) -> Option<Parted> {
    let place = (0..lines.len()).find_map(|at| place(lines, at))?;
    let begins = with_rule_above(lines, place.at);
    let before = &lines[..begins];
    let is_empty = before.iter().all(Line::is_blank);
    let Kind::Rest(above) = place.kind else { return by_quotes(lines, &place) };
    if above == Above::Answered && says_where_it_answers(before) {
        return None;
    }
    let passes_on = heads::subject_passes_on(about.subject) || is_empty && !about.answers;
    let forwarded = above == Above::PassedOn || passes_on;
    Some(Parted { new: before.to_vec(), old: lines[begins..].to_vec(), forwarded })
}

/// A drawn line above a block belongs to it.
fn with_rule_above(lines: &[Line], at: usize) -> usize {
    let above = lines[..at].iter().rposition(|line| !line.is_blank());
    above.filter(|above| heads::is_rule(&lines[*above])).unwrap_or(at)
}

/// What can begin at this line.
fn place(lines: &[Line], at: usize) -> Option<Place> {
    let line = &lines[at];
    if line.is_blank() {
        return None;
    }
    if heads::is_between_arrows(line) {
        return Some(Place { at, behind: at + 1, kind: Kind::Rest(Above::Answered) });
    }
    if line.is_quoted() {
        return begins_quote(lines, at).then_some(Place { at, behind: at, kind: Kind::Quote });
    }
    let follows = |from: usize| lines[from..].iter().find(|line| !line.is_blank());
    let is_followed_by_quote = |from: usize| follows(from).is_some_and(Line::is_quoted);
    if let Some(above) = heads::announces(line) {
        // Old programs quote line by line below this, as well.
        let by_line = above == Above::Answered && is_followed_by_quote(at + 1);
        let kind = if by_line { Kind::Quote } else { Kind::Rest(above) };
        return Some(Place { at, behind: at + 1, kind });
    }
    if heads::is_block(lines, at) {
        return Some(Place { at, behind: at + 1, kind: Kind::Rest(Above::Answered) });
    }
    if let Some(found) = attribution::at(lines, at) {
        let behind = at + found.lines;
        if line.mark != Mark::Rest && is_followed_by_quote(behind) {
            return Some(Place { at, behind, kind: Kind::Quote });
        }
        if found.sure == Sure::Yes || line.mark != Mark::None {
            return Some(Place { at, behind, kind: Kind::Rest(Above::Answered) });
        }
    }
    match line.mark {
        Mark::None => None,
        Mark::Rest => Some(Place { at, behind: at, kind: Kind::Rest(Above::Answered) }),
        Mark::Quote => {
            let quote = lines[at..].iter().take(8).position(Line::quotes)?;
            Some(Place { at, behind: at + quote, kind: Kind::Quote })
        }
    }
}

/// A quote that nothing introduces: at least two lines, or one that stands free. People write "> 18 jaar" as well.
fn begins_quote(lines: &[Line], at: usize) -> bool {
    let is_next_quoted = lines[at + 1..].iter().take(2).take_while(|line| line.is_quoted()).any(Line::quotes);
    let is_free_above = at == 0 || lines[at - 1].is_blank();
    let stands_free = is_free_above && lines.get(at + 1).is_none_or(Line::is_blank);
    is_next_quoted || stands_free
}

/// Whether the writer says that the answers stand below, in the text of the other: then nothing can be cut.
fn says_where_it_answers(before: &[Line]) -> bool {
    const BELOW: &[&str] = &[
        "in het rood",
        "in rood",
        "in het blauw",
        "in blauw",
        "in het groen",
        "in groen",
        "tussen de regels",
        "tussen uw vragen",
        "tussen je vragen",
        "in de tekst hieronder",
        "in uw mail hieronder",
        "in je mail hieronder",
        "in onderstaande mail",
        "onder uw vragen",
        "onder je vragen",
        "bij de vragen hieronder",
        "hieronder mijn antwoorden",
        "mijn antwoorden hieronder",
        "antwoorden staan hieronder",
        "in red",
        "in blue",
        "inline",
        "in-line",
        "my answers below",
        "my comments below",
        "in your text below",
        "in your mail below",
    ];
    let said = before.iter().map(Line::said).collect::<Vec<_>>().join(" ").to_lowercase();
    let is_whole = |at: usize, words: &str| {
        let edge = |sign: Option<char>| sign.is_none_or(|sign| !sign.is_alphanumeric());
        edge(said[..at].chars().next_back()) && edge(said[at + words.len()..].chars().next())
    };
    said.len() < 600 && BELOW.iter().any(|words| said.match_indices(words).any(|(at, _)| is_whole(at, words)))
}

/// Parts a text whose quoted lines are marked.
fn by_quotes(lines: &[Line], place: &Place) -> Option<Parted> {
    let begins = with_rule_above(lines, place.at);
    let below = &lines[place.behind..];
    let last_quoted = below.iter().rposition(Line::quotes).map_or(0, |last| last + 1);
    let typed = typed(below, last_quoted);
    let parted = |new: &[Line], old: &[Line]| Some(Parted { new: new.to_vec(), old: old.to_vec(), forwarded: false });
    let Some(first) = typed.first() else { return parted(&lines[..begins], &lines[begins..]) };
    if *first < last_quoted {
        return None;
    }
    // Everything typed stands around one quote: that is taken out.
    let old = place.behind + last_quoted;
    let new = [&lines[..begins], &[Line::default()], &lines[old..]].concat();
    parted(&new, &lines[begins..old])
}

/// Which of these lines somebody typed below a quote: not quoted, and none of what programs put there.
fn typed(below: &[Line], last_quoted: usize) -> Vec<usize> {
    let mut typed = Vec::new();
    let mut at = 0;
    while at < below.len() {
        let line = &below[at];
        if line.is_quoted() || line.is_blank() || is_broken_off(below, at) {
            at += 1;
        } else if at >= last_quoted && phone::ends_mail(&below[at..]) {
            break;
        } else if let Some(found) = attribution::at(below, at) {
            at += found.lines;
        } else if heads::is_rule(line) || phone::is_phone(line) {
            at += 1;
        } else {
            typed.push(at);
            at += 1;
        }
    }
    typed
}

/// The rest of a quoted line that a program broke without quoting the rest.
fn is_broken_off(below: &[Line], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &below[before]).filter(|line| line.is_quoted()) else {
        return false;
    };
    let said = below[at].said();
    let breaks = before.shown().len() >= 60 || ["(http", "<http", "http"].iter().any(|begin| said.starts_with(begin));
    breaks && below.get(at + 1).is_some_and(Line::is_quoted) && said.len() < 200
}
