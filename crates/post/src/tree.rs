//! The parts of a mail (MIME structure), split by ourselves: each byte is looked at once for each part it lies in, and there are
//! bounds to both.

use crate::bounds;
use crate::complaint::Complaint;
use crate::fields::Fields;
use mail_parser::ContentType;

/// A part, or parts together.
pub(crate) enum Node<'raw> {
    Leaf(Part<'raw>),
    Parts { kind: String, report: String, parts: Vec<Node<'raw>> },
}

/// One part that has no others.
pub(crate) struct Part<'raw> {
    /// What it says to be: `text/plain`.
    pub(crate) media_type: String,
    pub(crate) content: Option<ContentType<'static>>,
    pub(crate) disposition: Option<ContentType<'static>>,
    pub(crate) encoding: Option<String>,
    pub(crate) has_id: bool,
    pub(crate) body: &'raw [u8],
}

/// Splits a mail, and remembers what it complains of.
#[derive(Default)]
pub(crate) struct Splitter {
    parts: usize,
    pub(crate) complaints: Vec<Complaint>,
}

/// What a part is that does not say so.
#[derive(Clone, Copy)]
enum Otherwise {
    Text,
    Mail,
}

/// Where a line with this boundary begins and ends, and whether it is the last one.
struct Border {
    begins: usize,
    ends: usize,
    is_last: bool,
}

/// The lines that part `body`. Some programs give parts within parts the same boundary, so the first end is not always the last.
fn borders(body: &[u8], boundary: &str) -> Vec<Border> {
    let mut borders = Vec::new();
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let begins = at;
        at += line.len();
        let Some(behind) = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary.as_bytes())) else {
            continue;
        };
        let behind = behind.trim_ascii();
        if behind.is_empty() || behind == b"--" {
            borders.push(Border { begins, ends: at, is_last: !behind.is_empty() });
            if borders.len() > bounds::PARTS {
                break;
            }
        }
    }
    borders
}

/// The boundary that a mail uses where it announces another one: a line of two dashes and more above the headers of a part.
fn boundary_in(body: &[u8]) -> Option<String> {
    let mut lines = body.split(|byte| *byte == b'\n').take(200).peekable();
    while let Some(line) = lines.next() {
        let is_part = lines.peek().is_some_and(|next| next.len() > 8 && next[..8].eq_ignore_ascii_case(b"content-"));
        let boundary = line.strip_prefix(b"--").map(<[u8]>::trim_ascii_end).filter(|boundary| !boundary.is_empty());
        if let Some(boundary) = boundary.filter(|_| is_part) {
            return str::from_utf8(boundary).ok().map(str::to_owned);
        }
    }
    None
}

/// Without the line end that belongs to the border behind it.
fn without_last_line_end(piece: &[u8]) -> &[u8] {
    let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
    piece.strip_suffix(b"\r").unwrap_or(piece)
}

impl Splitter {
    /// The parts of a mail with these headers.
    pub(crate) fn split<'raw>(&mut self, fields: &Fields, body: &'raw [u8]) -> Node<'raw> {
        self.node(fields, body, 0, Otherwise::Text)
    }

    fn node<'raw>(&mut self, fields: &Fields, body: &'raw [u8], depth: usize, otherwise: Otherwise) -> Node<'raw> {
        let content = fields.parameters("content-type").filter(|content| content.subtype().is_some());
        let named = |content: &ContentType<'_>| format!("{}/{}", content.ctype(), content.subtype().unwrap_or("x"));
        let unsaid = match otherwise {
            Otherwise::Text => "text/plain",
            Otherwise::Mail => "message/rfc822",
        };
        let mut media_type = content.as_ref().map_or(unsaid.to_owned(), named).to_ascii_lowercase();
        self.parts += 1;
        if media_type.starts_with("multipart/") {
            let boundary = content.as_ref().and_then(|content| content.attribute("boundary")).unwrap_or_default();
            let mut found = if boundary.trim().is_empty() { Vec::new() } else { borders(body, boundary.trim_end()) };
            if found.is_empty() {
                self.complain(Complaint::NoBoundary);
                found = boundary_in(body).map(|boundary| borders(body, &boundary)).unwrap_or_default();
            }
            if found.is_empty() {
                media_type = "text/plain".to_owned();
            } else if depth >= bounds::DEPTH || self.parts >= bounds::PARTS {
                self.complain(Complaint::TooManyParts);
            } else {
                let report = content.as_ref().and_then(|content| content.attribute("report-type")).unwrap_or_default();
                let report = report.to_ascii_lowercase();
                return Node::Parts { parts: self.parts(body, &found, &media_type, depth), report, kind: media_type };
            }
        }
        Node::Leaf(Part {
            media_type,
            content,
            disposition: fields.parameters("content-disposition"),
            encoding: fields.first("content-transfer-encoding").map(str::to_owned),
            has_id: fields.has("content-id"),
            body,
        })
    }

    fn parts<'raw>(&mut self, body: &'raw [u8], borders: &[Border], kind: &str, depth: usize) -> Vec<Node<'raw>> {
        let otherwise = if kind == "multipart/digest" { Otherwise::Mail } else { Otherwise::Text };
        let mut parts = Vec::new();
        for (at, border) in borders.iter().enumerate().filter(|(_, border)| !border.is_last) {
            let next = borders.get(at + 1);
            if next.is_none() {
                self.complain(Complaint::CutShort);
            }
            if self.parts >= bounds::PARTS {
                self.complain(Complaint::TooManyParts);
                parts.push(rest(&body[border.begins..]));
                break;
            }
            let piece = &body[border.ends..next.map_or(body.len(), |next| next.begins)];
            let piece = if next.is_some() { without_last_line_end(piece) } else { piece };
            let (fields, inside) = Fields::of_part(piece);
            for complaint in &fields.complaints {
                self.complain(*complaint);
            }
            parts.push(self.node(&fields, inside, depth + 1, otherwise));
        }
        parts
    }

    fn complain(&mut self, complaint: Complaint) {
        if !self.complaints.contains(&complaint) {
            self.complaints.push(complaint);
        }
    }
}

/// Everything from here on, as one file.
fn rest(body: &[u8]) -> Node<'_> {
    Node::Leaf(Part {
        media_type: "application/octet-stream".to_owned(),
        content: None,
        disposition: None,
        encoding: None,
        has_id: false,
        body,
    })
}

impl<'raw> Part<'raw> {
    /// The name it is sent under: the last part of a path, without what a name cannot hold.
    pub(crate) fn name(&self) -> Option<String> {
        let said = |of: &Option<ContentType<'_>>, name: &str| {
            of.as_ref().and_then(|of| of.attribute(name)).map(crate::words::decoded)
        };
        let name = said(&self.disposition, "filename").or_else(|| said(&self.content, "name"))?;
        let name = crate::fields::one_line(name.rsplit(['/', '\\']).next().unwrap_or_default());
        (!name.is_empty() && name != "." && name != "..").then_some(name)
    }

    pub(crate) fn is_attached(&self) -> bool {
        self.disposition.as_ref().is_some_and(|disposition| disposition.ctype().eq_ignore_ascii_case("attachment"))
    }

    pub(crate) fn is_inline(&self) -> bool {
        self.disposition.as_ref().is_some_and(|disposition| disposition.ctype().eq_ignore_ascii_case("inline"))
    }

    /// What its type says besides (`charset`, `format`), in lower case.
    pub(crate) fn says(&self, name: &str) -> Option<String> {
        self.content.as_ref().and_then(|content| content.attribute(name)).map(str::to_ascii_lowercase)
    }
}
