//! Where what was said before begins (reply separators): the block of headers that Outlook and telephones put above it, and the
//! lines that part it from what is new.

use crate::line::Line;

/// What stands above a quoted or forwarded mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Above {
    /// A mail that is answered.
    Answered,
    /// A mail that is passed on.
    PassedOn,
}

/// Most lines of a block of headers, with long lists of receivers.
const BLOCK: usize = 16;

const FROM: &[&str] = &["van", "from", "von", "de", "da", "od", "fra", "från", "от", "від", "від кого"];
const WHEN: &[&str] = &[
    "verzonden",
    "datum",
    "sent",
    "date",
    "gesendet",
    "envoyé",
    "verzonden op",
    "verstuurd",
    "datum verzonden",
    "inviato",
    "data",
    "enviado",
    "sendt",
    "skickat",
    "wysłano",
    "отправлено",
    "дата",
    "надіслано",
];
const WHOM: &[&str] = &["aan", "to", "an", "à", "a", "para", "cc", "kopie", "til", "till", "do", "кому", "до"];
const WHAT: &[&str] =
    &["onderwerp", "subject", "betreft", "betreff", "objet", "oggetto", "asunto", "emne", "ämne", "temat", "тема"];

const ANSWERED: &[&str] = &[
    "oorspronkelijk bericht",
    "oorspronkelijke bericht",
    "origineel bericht",
    "oorspronkelijke e-mail",
    "oorspronkelijk e-mailbericht",
    "oorspronkelijke afspraak",
    "oorspronkelijk mailbericht",
    "bericht",
    "original message",
    "original email",
    "original appointment",
    "reply message",
    "ursprüngliche nachricht",
    "originalnachricht",
    "message d'origine",
    "message original",
];
const PASSED_ON: &[&str] = &[
    "doorgestuurd bericht",
    "doorgestuurd mailbericht",
    "doorgestuurde bericht",
    "doorgestuurde e-mail",
    "begin doorgestuurd bericht",
    "forwarded message",
    "forwarded email",
    "begin forwarded message",
    "пересилане повідомлення",
    "пересылаемое сообщение",
    "inizio messaggio inoltrato",
    "weitergeleitete nachricht",
    "message transféré",
];

/// A line without the signs that make it bold or draw it out.
fn plain(said: &str) -> &str {
    said.trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '*' | '_' | '-' | '=' | '|' | '#'))
}

/// The label that a line begins with, in lower case, and what stands behind it.
fn label(said: &str) -> Option<(String, &str)> {
    let said = said.trim_start_matches(['*', '_', ' ', '|']);
    let (label, rest) = said.split_once(':')?;
    let label = label.trim_matches(['*', '_', ' ', '\u{a0}']);
    (label.chars().count() <= 20).then(|| (label.to_lowercase(), rest))
}

fn has_label(line: &Line, labels: &[&str]) -> bool {
    label(line.said()).is_some_and(|(label, _)| labels.contains(&label.as_str()))
}

/// Whether a block of headers begins at this line: a sender, and at least two of day, receiver and subject.
pub(crate) fn is_block(lines: &[Line], at: usize) -> bool {
    let Some(line) = lines.get(at) else { return false };
    let has_sender = has_label(line, FROM);
    if !has_sender && !has_label(line, WHEN) && !has_label(line, WHAT) {
        return false;
    }
    let rest = &lines[at + 1..lines.len().min(at + 1 + BLOCK)];
    // A second sender is of another block: the first one was a sentence.
    let is_of_it = |next: &&Line| next.depth == line.depth && !(has_sender && has_label(next, FROM));
    let rest: Vec<&Line> = rest.iter().take_while(is_of_it).collect();
    let blank = rest.windows(2).position(|pair| pair[0].is_blank() && pair[1].is_blank()).unwrap_or(rest.len());
    // Where the sender stands lower, people may have written a list of their own.
    let close = rest.iter().position(|line| line.is_blank()).unwrap_or(rest.len());
    let block = if has_sender { &rest[..blank] } else { &rest[..close] };
    let found = |labels: &&[&str]| has_label(line, labels) || block.iter().any(|line| has_label(line, labels));
    let count = [WHEN, WHOM, WHAT].iter().filter(|labels| found(labels)).count();
    let is_sent = has_sender || found(&FROM) && block.iter().any(|line| line.said().contains('@'));
    count >= 2 && is_sent || has_sender && is_block_on_one_line(line.said())
}

/// Programs that lose line ends write the whole block on one.
fn is_block_on_one_line(said: &str) -> bool {
    let lower = said.to_lowercase();
    let found = |labels: &&[&str]| labels.iter().any(|label| lower.contains(&format!(" {label}:")));
    said.len() < 1000 && [WHEN, WHOM, WHAT].iter().filter(|labels| found(labels)).count() >= 2
}

/// Whether this line says that a mail follows: `-----Oorspronkelijk bericht-----`.
pub(crate) fn announces(line: &Line) -> Option<Above> {
    let said = line.said();
    if said.len() > 120 {
        return None;
    }
    let lower = plain(said).trim_end_matches(':').trim_end().to_lowercase();
    let is_drawn =
        said.trim_matches('*').starts_with("--") || ["==", "__", "##"].iter().any(|begin| said.starts_with(begin));
    if PASSED_ON.contains(&lower.as_str()) && (is_drawn || said.ends_with(':')) {
        return Some(Above::PassedOn);
    }
    if is_drawn && (lower.starts_with("doorgestuurd door ") || lower.starts_with("forwarded by ")) {
        return Some(Above::PassedOn);
    }
    // What systems ask people to write above, and how servers put what they return below their own words.
    let asks = ["boven deze regel", "boven deze lijn", "above this line"].iter().any(|words| lower.contains(words));
    let returns = lower.contains("copy of the message") || lower.contains("copy of your message");
    (is_drawn && (asks || returns || ANSWERED.contains(&lower.as_str()))).then_some(Above::Answered)
}

/// The line that GroupWise puts above what it does not quote: `>>> Jan <jan@elders.example> 24-11-2026 10:00 >>>`.
pub(crate) fn is_between_arrows(line: &Line) -> bool {
    let shown = line.shown();
    shown.len() > 10 && shown.len() < 300 && shown.starts_with(">>> ") && shown.ends_with(" >>>")
}

/// A line that is only drawn: `________________________________`.
pub(crate) fn is_rule(line: &Line) -> bool {
    let said = line.said();
    said.len() >= 5 && said.chars().all(|sign| matches!(sign, '_' | '-' | '=' | '*' | '—' | '─'))
}

/// Whether a subject says that a mail is passed on.
pub(crate) fn subject_passes_on(subject: &str) -> bool {
    let lower = subject.trim_start().to_lowercase();
    ["fw:", "fwd:", "doorst:", "doorst.:", "dv:", "wg:", "tr:", "doorgestuurd:", "fw ", "fwd ", "[fwd:"]
        .iter()
        .any(|begin| lower.starts_with(begin))
}
