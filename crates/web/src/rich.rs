//! Messages as HTML that is safe to show (Markdown, sanitising): experts write with structure, askers plainly, and of both
//! the addresses are links.

mod addresses;
mod structure;

use ammonia::{Builder, UrlRelative};
use domain::MessageKind;
use pulldown_cmark::{Event, html};
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
pub(crate) struct Rich {
    /// Safe, whatever was typed.
    pub html: String,
    /// How its lines are laid out.
    pub class: &'static str,
}

impl Rich {
    /// A message as everybody reads it.
    pub(crate) fn of(kind: MessageKind, text: &str) -> Self {
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
    pub(crate) fn structured(text: &str) -> Self {
        Self { html: safe(structure::structure(text)), class: "loket-rich" }
    }
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
