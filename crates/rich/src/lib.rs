//! Messages as HTML that is safe to show (Markdown, sanitising): experts write with structure, askers plainly, and of both
//! the addresses are links. Pages and letters show it by the same functions.
#![warn(missing_docs)]

mod addresses;
mod structure;

use ammonia::{Builder, UrlRelative};
use domain::MessageKind;
use pulldown_cmark::{Event, Tag, TagEnd, html};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Nothing else comes through, whatever was typed and whatever became of it before.
static SAFE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut safe = Builder::default();
    safe.tags(HashSet::from(["p", "br", "ul", "ol", "li", "strong", "em", "blockquote", "a"]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener"));
    safe
});

/// A text of people as it is shown.
#[derive(Debug, Clone, Default)]
pub struct Rich {
    /// Safe, whatever was typed.
    pub html: String,
    /// How its lines are laid out.
    pub class: &'static str,
}

impl Rich {
    /// A message as everybody reads it.
    pub fn of(kind: MessageKind, text: &str) -> Self {
        match kind {
            MessageKind::Question | MessageKind::AskerReaction => Self { html: plain(text), class: "loket-said__text" },
            MessageKind::AskBack
            | MessageKind::Interim
            | MessageKind::Answer
            | MessageKind::Note
            | MessageKind::Notice => Self::structured(text),
        }
    }

    /// What somebody of the desk writes: paragraphs, lists, quotes, emphasis and links.
    pub fn structured(text: &str) -> Self {
        Self { html: safe(structure::structure(text)), class: "loket-rich" }
    }
}

/// A letter as it was written in plain text. What is quoted in it stands there as it was typed: it may be an asker's.
pub fn letter(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let parts = lines.chunk_by(|one, next| quoted(one).is_some() == quoted(next).is_some());
    parts
        .map(|part| if quoted(part[0]).is_some() { quote(part) } else { safe(structure::structure(&part.join("\n"))) })
        .collect()
}

/// Words, and nothing else.
pub fn words(text: &str) -> String {
    safe(vec![Event::Text(text.into())])
}

/// What a line quotes, if it does.
fn quoted(line: &str) -> Option<&str> {
    line.strip_prefix('>').map(|said| said.strip_prefix(' ').unwrap_or(said))
}

fn quote(lines: &[&str]) -> String {
    let said: Vec<&str> = lines.iter().filter_map(|line| quoted(line)).collect();
    let mut made = vec![Event::Start(Tag::BlockQuote(None))];
    for paragraph in said.split(|line| line.trim().is_empty()).filter(|lines| !lines.is_empty()) {
        made.push(Event::Start(Tag::Paragraph));
        for (number, line) in paragraph.iter().enumerate() {
            made.extend((number > 0).then_some(Event::HardBreak));
            made.extend(structure::words(line));
        }
        made.push(Event::End(TagEnd::Paragraph));
    }
    made.push(Event::End(TagEnd::BlockQuote(None)));
    safe(made)
}

/// What an asker wrote: words and line ends, and nothing that means anything else.
fn plain(text: &str) -> String {
    safe(structure::words(text))
}

fn safe(events: Vec<Event<'_>>) -> String {
    let mut made = String::new();
    html::push_html(&mut made, events.into_iter());
    SAFE.clean(&made).to_string()
}

#[cfg(test)]
mod tests;
