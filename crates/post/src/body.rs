//! Which parts of a mail are its text, and which are files that came along (body selection).

use crate::bounds;
use crate::charset;
use crate::complaint::Complaint;
use crate::fields::one_line;
use crate::html;
use crate::incoming::Attachment;
use crate::line::{self, Line};
use crate::transfer;
use crate::tree::{Node, Part};

/// What was gathered of a mail's parts.
#[derive(Default)]
pub(crate) struct Body {
    pub(crate) lines: Vec<Line>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) complaints: Vec<Complaint>,
}

impl Body {
    /// Everything in these parts.
    pub(crate) fn of(node: &Node<'_>) -> Self {
        let mut body = Self::default();
        body.take(node, false);
        if body.lines.iter().all(Line::is_blank)
            && let Some(part) = named_text(node)
        {
            body.lines = body.lines_of(part);
        }
        body
    }

    fn complain(&mut self, complaint: Complaint) {
        if !self.complaints.contains(&complaint) {
            self.complaints.push(complaint);
        }
    }

    fn take(&mut self, node: &Node<'_>, related: bool) {
        match node {
            Node::Leaf(part) if is_text(part) => {
                let lines = self.lines_of(part);
                self.say(lines);
            }
            Node::Leaf(part) => self.attach(part, related),
            Node::Parts { kind, parts, .. } if kind == "multipart/alternative" => self.choose(parts),
            Node::Parts { kind, parts, .. } => {
                if kind == "multipart/encrypted" {
                    self.complain(Complaint::Encrypted);
                }
                for part in parts {
                    self.take(part, related || kind == "multipart/related");
                }
            }
        }
    }

    /// One of several that say the same: plain text where it says something, otherwise the first that does.
    fn choose(&mut self, parts: &[Node<'_>]) {
        let plain = parts
            .iter()
            .position(|node| matches!(node, Node::Leaf(part) if part.media_type == "text/plain" && is_text(part)));
        let mut chosen = None;
        for at in plain.into_iter().chain(0..parts.len()) {
            let mut trial = Self::default();
            trial.take(&parts[at], false);
            let says_something =
                trial.lines.iter().any(|line| !line.is_blank()) && !(Some(at) == plain && asks_for_html(&trial.lines));
            if says_something || chosen.is_none() && !trial.lines.is_empty() {
                chosen = Some((at, trial));
            }
            if says_something {
                break;
            }
        }
        let chosen_at = chosen.as_ref().map(|(at, _)| *at);
        if let Some((_, trial)) = chosen {
            self.say(trial.lines);
            self.attachments.extend(trial.attachments);
            trial.complaints.into_iter().for_each(|complaint| self.complain(complaint));
        }
        for (_, node) in parts.iter().enumerate().filter(|(at, _)| Some(*at) != chosen_at) {
            self.attach_files_of(node);
        }
    }

    /// The files in what was not chosen: its texts say the same once more.
    fn attach_files_of(&mut self, node: &Node<'_>) {
        match node {
            Node::Leaf(part) if is_text(part) => {}
            Node::Leaf(part) => self.attach(part, true),
            Node::Parts { parts, .. } => parts.iter().for_each(|part| self.attach_files_of(part)),
        }
    }

    fn say(&mut self, lines: Vec<Line>) {
        if !self.lines.is_empty() && !lines.is_empty() {
            self.lines.push(Line::default());
        }
        self.lines.extend(lines);
    }

    fn lines_of(&mut self, part: &Part<'_>) -> Vec<Line> {
        let (bytes, is_encoding) = transfer::decoded(part.body, part.encoding.as_deref());
        let (text, is_charset) = charset::text_of(&bytes, part.says("charset").as_deref());
        if !is_encoding {
            self.complain(Complaint::NotItsEncoding);
        }
        if !is_charset {
            self.complain(Complaint::NotItsCharset);
        }
        if part.media_type == "text/html" {
            let (lines, whole) = html::lines_of(&text);
            if !whole {
                self.keep_whole(part, bytes.into_owned());
            }
            return lines;
        }
        let shown = match text.char_indices().nth(bounds::TEXT) {
            Some((end, _)) => {
                self.keep_whole(part, bytes.into_owned());
                &text[..end]
            }
            None => &text,
        };
        if part.says("format").as_deref() == Some("flowed") {
            return line::flowed_lines_of(shown, part.says("delsp").as_deref() == Some("yes"));
        }
        line::lines_of(shown)
    }

    /// A text that is too long to be read whole comes along as a file.
    fn keep_whole(&mut self, part: &Part<'_>, bytes: Vec<u8>) {
        self.complain(Complaint::TextTooLong);
        let name = if part.media_type == "text/html" { "bericht.html" } else { "bericht.txt" };
        let media_type = part.media_type.clone();
        self.attachments.push(Attachment { name: Some(name.to_owned()), media_type, bytes, inline: false });
    }

    fn attach(&mut self, part: &Part<'_>, related: bool) {
        let (bytes, is_encoding) = transfer::decoded(part.body, part.encoding.as_deref());
        if !is_encoding {
            self.complain(Complaint::NotItsEncoding);
        }
        match part.media_type.as_str() {
            "text/calendar" => self.complain(Complaint::Invitation),
            "application/ms-tnef" | "application/vnd.ms-tnef" => self.complain(Complaint::Winmail),
            "application/pkcs7-mime" | "application/x-pkcs7-mime" => self.complain(Complaint::Encrypted),
            _ => {}
        }
        let name = part.name().or_else(|| given_name(part));
        if name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat")) {
            self.complain(Complaint::Winmail);
        }
        let inline = !part.is_attached() && (part.is_inline() || part.has_id && related);
        let media_type = one_line(&part.media_type);
        self.attachments.push(Attachment { name, media_type, bytes: bytes.into_owned(), inline });
    }
}

/// Whether a part is read as text: a text without a name that is not attached.
fn is_text(part: &Part<'_>) -> bool {
    let reads = matches!(part.media_type.as_str(), "text/plain" | "text/html");
    reads && !part.is_attached() && part.name().is_none()
}

/// A text with a name that was not attached: where there is no other it is what somebody wrote.
fn named_text<'node, 'raw>(node: &'node Node<'raw>) -> Option<&'node Part<'raw>> {
    match node {
        Node::Leaf(part) => {
            (matches!(part.media_type.as_str(), "text/plain" | "text/html") && !part.is_attached()).then_some(part)
        }
        Node::Parts { parts, .. } => parts.iter().find_map(named_text),
    }
}

/// A name for what comes without one, where people should see what it is.
fn given_name(part: &Part<'_>) -> Option<String> {
    let name = match part.media_type.as_str() {
        "message/rfc822" | "message/global" => "bericht.eml",
        "text/calendar" => "uitnodiging.ics",
        _ => return None,
    };
    Some(name.to_owned())
}

/// A plain text that only says that the mail program cannot show the other one.
fn asks_for_html(lines: &[Line]) -> bool {
    let said = lines.iter().map(Line::said).collect::<Vec<_>>().join(" ");
    said.len() < 300 && said.split(|sign: char| !sign.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case("html"))
}
