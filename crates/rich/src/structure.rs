//! What an expert wrote (Markdown), as the few things that we show: paragraphs, lists, quotes, emphasis and links. Whatever
//! else Markdown knows stands there as words: nothing that was typed is lost.

use super::addresses::{Piece, guarded, leads_to, pieces, unguarded};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeWithOffset};
use std::ops::Range;

/// How deep things may stand in each other: what lies deeper is shown as if it stood there.
const DEEPEST: usize = 16;

/// Something that was opened, and how it is closed.
enum Opened {
    Shown,
    /// Its words are shown, and not that they stand together.
    Hidden,
    Heading,
    /// A heading with this line under it.
    Underlined(String),
    /// Lines that are no Markdown: code, HTML.
    Lines,
    /// A link that began here, to there, with this title.
    Link {
        from: usize,
        to: String,
        title: String,
    },
    /// Words that lead nowhere, and where they were to lead.
    NoLink(String),
}

/// The events from which HTML is made.
pub(super) fn structure(text: &str) -> Vec<Event<'static>> {
    let mut source = guarded(text);
    // Lines that only say where a link leads are not shown by Markdown: these stay lines.
    if Parser::new_ext(&source, Options::empty()).reference_definitions().iter().next().is_some() {
        source = without_definitions(&source);
    }
    let events = Parser::new_ext(&source, Options::empty()).into_offset_iter();
    let mut walk = Walk { source: &source, made: Vec::new(), opened: Vec::new() };
    for (event, range) in TextMergeWithOffset::new(events) {
        walk.step(event, range);
    }
    walk.made
}

/// Words with the addresses in them as links, line by line.
pub(super) fn words(text: &str) -> Vec<Event<'static>> {
    let mut made = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) => made.push(said(words)),
            Piece::Address(address) => {
                made.push(link(leads_to(address).unwrap_or_default()));
                made.push(said(address));
                made.push(Event::End(TagEnd::Link));
            }
        }
    }
    made
}

fn said(words: &str) -> Event<'static> {
    Event::Text(words.to_owned().into())
}

fn link(to: String) -> Event<'static> {
    let (title, id) = (CowStr::Borrowed(""), CowStr::Borrowed(""));
    Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url: to.into(), title, id })
}

/// Every `]:` with a backslash before it, unless it has one.
fn without_definitions(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((part, behind)) = rest.split_once("]:") {
        let backslashes = part.chars().rev().take_while(|sign| *sign == '\\').count();
        made.push_str(part);
        made.push_str(if backslashes % 2 == 0 { "\\]:" } else { "]:" });
        rest = behind;
    }
    made.push_str(rest);
    made
}

struct Walk<'t> {
    source: &'t str,
    made: Vec<Event<'static>>,
    opened: Vec<Opened>,
}

impl Walk<'_> {
    fn step(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => {
                let opened = self.open(tag, range);
                self.opened.push(opened);
            }
            Event::End(end) => self.close(end),
            Event::Text(text) if matches!(self.opened.last(), Some(Opened::Lines)) => self.lines(&text),
            Event::Text(text) => self.say(&text),
            Event::Code(text) => self.say(&unguarded(&text)),
            Event::Html(text) | Event::InlineHtml(text) => self.lines(&text),
            // People end a line where they want it to end.
            Event::SoftBreak | Event::HardBreak => self.made.push(Event::HardBreak),
            Event::Rule => {
                let paragraph =
                    [Event::Start(Tag::Paragraph), said(self.source[range].trim()), Event::End(TagEnd::Paragraph)];
                self.made.extend(paragraph);
            }
            // Never asked for.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn open(&mut self, tag: Tag<'_>, range: Range<usize>) -> Opened {
        let deep = self.opened.len();
        match tag {
            Tag::Paragraph => self.show(Tag::Paragraph),
            Tag::BlockQuote(_) if deep < DEEPEST => self.show(Tag::BlockQuote(None)),
            // A list and its items, or neither.
            Tag::List(first) if deep + 1 < DEEPEST => self.show(Tag::List(first)),
            Tag::Item if deep < DEEPEST => self.show(Tag::Item),
            Tag::Emphasis if deep < DEEPEST => self.show(Tag::Emphasis),
            Tag::Strong if deep < DEEPEST => self.show(Tag::Strong),
            Tag::Heading { .. } => self.open_heading(&self.source[range]),
            Tag::CodeBlock(kind) => {
                self.made.push(Event::Start(Tag::Paragraph));
                if let CodeBlockKind::Fenced(info) = kind.into_static()
                    && !info.is_empty()
                {
                    self.lines(&format!("{info}\n"));
                }
                Opened::Lines
            }
            Tag::HtmlBlock => {
                self.made.push(Event::Start(Tag::Paragraph));
                Opened::Lines
            }
            Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. } => self.open_link(&dest_url, &title),
            _ => Opened::Hidden,
        }
    }

    fn show(&mut self, tag: Tag<'static>) -> Opened {
        self.made.push(Event::Start(tag));
        Opened::Shown
    }

    /// A line above which nobody put a `#` was made a heading by the line under it: it may be the end of a letter.
    fn open_heading(&mut self, source: &str) -> Opened {
        self.made.push(Event::Start(Tag::Paragraph));
        let source = source.trim_end();
        if source.contains('\n') {
            let words = source.trim_end_matches(['-', '=']);
            return Opened::Underlined(source[words.len()..].to_owned());
        }
        self.made.push(Event::Start(Tag::Strong));
        Opened::Heading
    }

    fn open_link(&mut self, to: &str, title: &str) -> Opened {
        match leads_to(to) {
            // Links do not stand in each other.
            Some(to) if !self.is_in_link() => {
                self.made.push(link(to.clone()));
                Opened::Link { from: self.made.len(), to, title: title.to_owned() }
            }
            _ => Opened::NoLink([to, title].join(" ").trim().to_owned()),
        }
    }

    fn is_in_link(&self) -> bool {
        self.opened.iter().any(|opened| matches!(opened, Opened::Link { .. }))
    }

    fn close(&mut self, end: TagEnd) {
        match self.opened.pop() {
            Some(Opened::Shown) => self.made.push(Event::End(end)),
            Some(Opened::Heading) => self.made.extend([Event::End(TagEnd::Strong), Event::End(TagEnd::Paragraph)]),
            Some(Opened::Underlined(line)) => {
                self.made.extend([Event::HardBreak, said(&line), Event::End(TagEnd::Paragraph)]);
            }
            Some(Opened::Lines) => {
                while self.made.last() == Some(&Event::HardBreak) {
                    self.made.pop();
                }
                self.made.push(Event::End(TagEnd::Paragraph));
            }
            Some(Opened::Link { from, to, title }) => {
                // A link without words has no name.
                if self.made.len() == from {
                    self.made.push(said(&to));
                }
                self.made.push(Event::End(TagEnd::Link));
                self.say_beside(&title);
            }
            Some(Opened::NoLink(to)) => self.say_beside(&to),
            Some(Opened::Hidden) | None => {}
        }
    }

    fn say(&mut self, text: &str) {
        if self.is_in_link() { self.made.push(said(text)) } else { self.made.extend(words(text)) }
    }

    fn say_beside(&mut self, text: &str) {
        if !text.is_empty() {
            self.made.push(said(&format!(" ({text})")));
        }
    }

    /// Lines that are no Markdown, each on a line of its own.
    fn lines(&mut self, text: &str) {
        for line in unguarded(text).split_inclusive('\n') {
            self.say(line.trim_end_matches('\n'));
            if line.ends_with('\n') {
                self.made.push(Event::HardBreak);
            }
        }
    }
}
