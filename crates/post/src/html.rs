//! HTML as lines of text: no pictures, scripts and styles, links with their address, quotes as deep as they are.

use crate::bounds;
use crate::html_tags::{self, Tag};
use crate::line::{Line, Mark, tidied};
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

/// Deepest nesting that is followed. Mail of many rewriters has a hundred.
const DEEPEST: usize = 400;
/// How far back an end tag looks for its beginning, so that a mail full of them takes no longer.
const FAR: usize = 60;

/// An element that is open.
struct Open {
    name: Vec<u8>,
    hides: bool,
    quotes: bool,
    /// Where a link leads, and how many signs were written when it began.
    link: Option<(String, usize)>,
    /// How many items of a numbered list there were.
    counted: Option<usize>,
}

#[derive(Default)]
struct Writer {
    lines: Vec<Line>,
    line: String,
    /// Signs written, of all lines.
    written: usize,
    open: Vec<Open>,
    mark: Mark,
    /// A space is due before the next word.
    spaced: bool,
    hidden: usize,
    depth: usize,
    pre: usize,
}

/// The lines of an HTML text, and whether all of it was read.
pub(crate) fn lines_of(html: &str) -> (Vec<Line>, bool) {
    let mut writer = Writer::default();
    let mut tag = Tag::default();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<()> {
        if writer.written > bounds::TEXT {
            return None;
        }
        match event {
            CallbackEvent::OpenStartTag { name } => tag = Tag::named(name),
            CallbackEvent::AttributeName { name } => tag.name_attribute(name),
            CallbackEvent::AttributeValue { value } => tag.give_value(value),
            CallbackEvent::CloseStartTag { .. } => writer.begin(&tag),
            CallbackEvent::EndTag { name } => writer.end(name),
            CallbackEvent::String { value } => writer.write(&String::from_utf8_lossy(value)),
            _ => {}
        }
        None
    });
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter).for_each(drop);
    writer.end_line();
    let whole = writer.written <= bounds::TEXT;
    (writer.lines, whole)
}

impl Writer {
    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.spaced = false;
        let said = if self.pre > 0 { line.trim_end() } else { line.trim() };
        if said.is_empty() {
            // Only a space that does not break: how Outlook and others leave a line blank.
            return if line.is_empty() {
            } else {
                self.leave_blank()
            };
        }
        let mark = std::mem::take(&mut self.mark);
        self.lines.push(Line::quoted(said, self.depth, mark));
    }

    fn blank_line(&mut self) {
        self.end_line();
        self.leave_blank();
    }

    fn leave_blank(&mut self) {
        let ends_blank = self.lines.last().is_none_or(|last| last.is_blank() && last.depth == self.depth);
        if !ends_blank {
            self.lines.push(Line::quoted("", self.depth, Mark::None));
        }
    }

    fn write(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        let stays_blank = self.line.is_empty() && text.contains('\u{a0}') && text.trim().is_empty();
        let text = tidied(text);
        if stays_blank {
            self.line.push(' ');
        }
        if self.pre > 0 {
            for (at, piece) in text.split('\n').enumerate() {
                if at > 0 {
                    self.break_line();
                }
                self.push(piece);
            }
            return;
        }
        for (at, word) in text.split([' ', '\n']).enumerate() {
            self.spaced |= at > 0 && !self.line.is_empty();
            if word.is_empty() {
                continue;
            }
            if std::mem::take(&mut self.spaced) && !self.line.ends_with(' ') {
                self.push(" ");
            }
            self.push(word);
        }
    }

    fn push(&mut self, text: &str) {
        self.line.push_str(text);
        self.written += text.len();
    }

    /// What `<br>` does: a line ends, also an empty one.
    fn break_line(&mut self) {
        self.written += 1;
        if self.line.trim().is_empty() {
            self.blank_line();
        } else {
            self.end_line();
        }
    }

    fn begin(&mut self, tag: &Tag) {
        match tag.name() {
            b"br" => {
                return if self.hidden == 0 {
                    self.break_line()
                };
            }
            b"hr" => {
                return if self.hidden == 0 {
                    self.blank_line()
                };
            }
            b"img" => return self.write(tag.spoken()),
            _ => {}
        }
        self.close_what_ends_by_itself(tag.name());
        let quotes = tag.quotes();
        if self.hidden == 0 {
            self.space(tag.name(), tag.has_no_margin());
            match tag.mark() {
                Mark::None => {}
                mark => {
                    self.end_line();
                    self.mark = mark;
                }
            }
        }
        let hides = tag.hides();
        // What hides is followed however deep it is, or a script would be a text.
        let is_followed = self.open.len() < DEEPEST || hides && self.hidden == 0;
        if html_tags::is_empty(tag.name()) || !is_followed {
            return;
        }
        self.hidden += usize::from(hides);
        self.depth += usize::from(quotes);
        self.pre += usize::from(tag.name() == b"pre");
        if tag.name() == b"li" && self.hidden == 0 {
            self.begin_item();
        }
        let link = tag.link().map(|address| (address.to_owned(), self.written));
        let counted = (tag.name() == b"ol").then_some(0);
        self.open.push(Open { name: tag.name().to_vec(), hides, quotes, link, counted });
    }

    fn begin_item(&mut self) {
        let list = self.open.iter_mut().rev().take(FAR).find(|open| matches!(open.name.as_slice(), b"ol" | b"ul"));
        let sign = match list.and_then(|list| list.counted.as_mut()) {
            Some(count) => {
                *count += 1;
                format!("{count}. ")
            }
            None => "- ".to_owned(),
        };
        self.push(&sign);
    }

    /// Lines that end, and are left blank, around an element.
    fn space(&mut self, name: &[u8], has_no_margin: bool) {
        // An item begins with its sign, and its first paragraph stands behind that.
        let sign = self.line.trim_end_matches(' ').trim_start_matches(|sign: char| sign.is_ascii_digit());
        if matches!(sign, "-" | ".") && html_tags::is_block(name) && name != b"li" {
            return;
        }
        if html_tags::stands_free(name) && !has_no_margin {
            self.blank_line();
        } else if html_tags::is_block(name) {
            self.end_line();
        } else if matches!(name, b"td" | b"th") && !self.line.trim_end().is_empty() {
            self.push("  ");
        }
    }

    fn close_what_ends_by_itself(&mut self, name: &[u8]) {
        let last = self.open.last().map(|open| open.name.as_slice());
        let ends = match last {
            Some(b"p") => html_tags::is_block(name),
            Some(last @ (b"li" | b"td" | b"th" | b"tr" | b"option" | b"dt" | b"dd")) => last == name,
            _ => false,
        };
        if ends {
            self.close();
        }
    }

    fn end(&mut self, name: &[u8]) {
        if name == b"br" {
            return self.begin(&Tag::named(name));
        }
        let place = self.open.iter().rev().take(FAR).position(|open| open.name == name);
        let Some(place) = place else { return };
        for _ in 0..=place {
            self.close();
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if self.hidden == 0 {
            if let Some((address, began)) = open.link {
                self.name_address(&address, began);
            }
            if html_tags::is_block(&open.name) {
                self.end_line();
            }
        }
        let is_seen = self.hidden == 0;
        self.hidden -= usize::from(open.hides);
        self.depth -= usize::from(open.quotes);
        self.pre -= usize::from(open.name == b"pre");
        if is_seen && html_tags::stands_free(&open.name) && open.name != b"p" {
            self.blank_line();
        }
    }

    /// The address of a link, where its words do not say it.
    fn name_address(&mut self, address: &str, began: usize) {
        let length = self.written.saturating_sub(began).min(self.line.len());
        let mut from = self.line.len() - length;
        while !self.line.is_char_boundary(from) {
            from -= 1;
        }
        let words = self.line[from..].trim().to_lowercase();
        let bare = address.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("mailto:");
        let bare = bare.trim_end_matches('/').to_lowercase();
        if words.is_empty() || words.contains(&bare) || bare.is_empty() {
            return;
        }
        self.push(&format!(" ({})", address.trim_start_matches("mailto:")));
    }
}
