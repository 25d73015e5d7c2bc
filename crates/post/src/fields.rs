//! The headers of a mail or a part (header fields).

use crate::bounds;
use crate::charset;
use crate::complaint::Complaint;
use crate::incoming::Mailbox;
use crate::words;
use mail_parser::parsers::MessageStream;
use mail_parser::{ContentType, HeaderValue};
use std::collections::HashSet;

/// The headers, in the order in which they stand.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    /// Name in lower case, and what stands behind it, on one line.
    fields: Vec<(String, String)>,
    pub(crate) complaints: Vec<Complaint>,
}

/// Where a line that begins a header ends its name.
fn name_of(line: &[u8]) -> Option<&[u8]> {
    let colon = line.iter().take(200).position(|byte| *byte == b':')?;
    let name = line[..colon].trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(name)
}

/// The headers at the head of `raw`, each as one piece, and where the body begins.
fn pieces(raw: &[u8]) -> (Vec<&[u8]>, usize) {
    let (mut pieces, mut at, mut begun) = (Vec::new(), 0, 0);
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let end = at + line.len();
        let goes_on = line.starts_with(b" ") || line.starts_with(b"\t");
        let is_blank = line.trim_ascii().is_empty();
        // The line with which a mailbox in one file begins a mail.
        let is_envelope = at == 0 && (line.starts_with(b"From ") || line.starts_with(b">From "));
        if is_blank && !(goes_on && begun < at) {
            pieces.push(&raw[begun..at]);
            return (pieces, end);
        }
        if !goes_on && !is_blank || begun == at {
            pieces.push(&raw[begun..at]);
            begun = at;
            if is_envelope {
                begun = end;
            } else if name_of(line).is_none() {
                return (pieces, at);
            }
        }
        at = end;
    }
    pieces.push(&raw[begun..at]);
    (pieces, at)
}

impl Fields {
    /// The headers at the head of `raw`, and what stands behind them.
    pub(crate) fn split(raw: &[u8]) -> (Self, &[u8]) {
        Self::bounded(raw, bounds::FIELD, |_| true)
    }

    /// The same for a part of a mail, of which only its own headers matter.
    pub(crate) fn of_part(raw: &[u8]) -> (Self, &[u8]) {
        Self::bounded(raw, bounds::PART_FIELD, |name| name.starts_with("content-"))
    }

    fn bounded(raw: &[u8], longest: usize, wanted: impl Fn(&str) -> bool) -> (Self, &[u8]) {
        let (pieces, body) = pieces(raw);
        let mut read = Self::default();
        let mut left = bounds::HEAD;
        for piece in pieces {
            let Some(name) = name_of(piece) else { continue };
            let lower = String::from_utf8_lossy(name).to_ascii_lowercase();
            if !wanted(&lower) {
                continue;
            }
            let value = piece.get(name.len()..).unwrap_or_default();
            let value = value.trim_ascii_start().strip_prefix(b":").unwrap_or(value);
            let bound = longest.min(left);
            if value.len() > bound {
                read.complain(Complaint::HeadersTooLong);
            }
            let value = &value[..value.len().min(bound)];
            left -= value.len();
            read.push(lower, value);
            if left == 0 {
                break;
            }
        }
        (read, &raw[body..])
    }

    fn push(&mut self, name: String, value: &[u8]) {
        let (text, is_utf8) = charset::text_of(value, None);
        if !is_utf8 {
            self.complain(Complaint::RawHeader);
        }
        let line: String = text
            .chars()
            .filter(|sign| !matches!(sign, '\r' | '\n'))
            .map(|sign| if sign.is_control() { ' ' } else { sign })
            .collect();
        self.fields.push((name, line.trim().to_owned()));
    }

    fn complain(&mut self, complaint: Complaint) {
        if !self.complaints.contains(&complaint) {
            self.complaints.push(complaint);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Every header of this name, from the top.
    pub(crate) fn all<'name>(&self, name: &'name str) -> impl Iterator<Item = &str> + use<'_, 'name> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Every header, from the top.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The first header of this name.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }

    /// The first header of this name in lower case, and nothing where there is none.
    pub(crate) fn lower(&self, name: &str) -> String {
        self.first(name).unwrap_or_default().to_lowercase()
    }

    /// What it says, with encoded words decoded, on one line and without control characters.
    pub(crate) fn text(&self, name: &str) -> String {
        let decoded = words::decoded(self.first(name).unwrap_or_default());
        one_line(&decoded)
    }

    /// Everybody in the headers of this name.
    pub(crate) fn mailboxes(&self, name: &str) -> Vec<Mailbox> {
        let mut found = Vec::new();
        for value in self.all(name) {
            let value = words::mended(value) + "\n";
            let HeaderValue::Address(addresses) = MessageStream::new(value.as_bytes()).parse_address() else {
                continue;
            };
            for one in addresses.iter() {
                let Some(address) = one.address().map(one_line).filter(|address| !address.is_empty()) else { continue };
                let name = one.name().map(one_line).filter(|name| !name.is_empty());
                found.push(Mailbox { name, address });
            }
        }
        found.truncate(bounds::ADDRESSES);
        found
    }

    /// The ids in the headers of this name, without brackets, each once.
    pub(crate) fn ids(&self, name: &str) -> Vec<String> {
        let mut seen = HashSet::new();
        let ids = self.all(name).flat_map(ids_in);
        ids.filter(|id| seen.insert(id.clone())).take(bounds::ADDRESSES).collect()
    }

    /// When it says to have been written, in seconds since 1970.
    pub(crate) fn date(&self) -> Option<i64> {
        let value = self.first("date")?.to_owned() + "\n";
        let HeaderValue::DateTime(date) = MessageStream::new(value.as_bytes()).parse_date() else { return None };
        date.is_valid().then(|| date.to_timestamp())
    }

    /// A header of the form `word/word; name=value`.
    pub(crate) fn parameters(&self, name: &str) -> Option<ContentType<'static>> {
        let value = self.first(name)?.to_owned() + "\n";
        match MessageStream::new(value.as_bytes()).parse_content_type().into_owned() {
            HeaderValue::ContentType(found) => Some(found),
            _ => None,
        }
    }
}

/// What stands between angle brackets; where there are none, every word that looks like an id.
fn ids_in(value: &str) -> Vec<String> {
    let bare = |id: &str| id.chars().filter(|sign| !sign.is_whitespace()).collect::<String>();
    let pieces: Vec<&str> = if value.contains('<') {
        value.split('<').skip(1).map(|piece| piece.split('>').next().unwrap_or_default()).collect()
    } else {
        value.split([' ', '\t', ',']).filter(|word| word.contains('@')).collect()
    };
    pieces.into_iter().map(bare).filter(|id| !id.is_empty()).collect()
}

/// A text on one line, without control characters and doubled spaces.
pub(crate) fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
