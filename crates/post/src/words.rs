//! Headers beyond ASCII (encoded words, RFC 2047), also as they are wrongly written: a letter parted over two words, spaces
//! inside a word, another character set than the one named.

use crate::charset;
use crate::transfer::hex;
use mail_parser::decoders::base64::base64_decode;

/// Longest word that is decoded. The standard allows 75.
const LONGEST: usize = 2000;

/// One encoded word at the head of a text.
struct Word<'text> {
    charset: &'text str,
    bytes: Vec<u8>,
    /// How long it is in the text.
    length: usize,
}

impl<'text> Word<'text> {
    fn at(text: &'text str) -> Option<Self> {
        let inside = text.strip_prefix("=?")?;
        let mut end = inside.len().min(LONGEST);
        while !inside.is_char_boundary(end) {
            end -= 1;
        }
        let mut pieces = inside[..end].splitn(3, '?');
        let (charset, encoding, rest) = (pieces.next()?, pieces.next()?, pieces.next()?);
        let content = &rest[..rest.find("?=")?];
        let bytes = match encoding {
            "Q" | "q" => of_q(content),
            "B" | "b" => base64_decode(content.trim_end_matches('=').as_bytes())?,
            _ => return None,
        };
        Some(Self { charset, bytes, length: 2 + charset.len() + 1 + encoding.len() + 1 + content.len() + 2 })
    }
}

fn of_q(content: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(content.len());
    let mut rest = content.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        match (byte, hex(behind)) {
            (b'_', _) => bytes.push(b' '),
            (b'=', Some(decoded)) => {
                bytes.push(decoded);
                rest = &behind[2..];
            }
            _ => bytes.push(byte),
        }
    }
    bytes
}

/// Every run of encoded words in one set, decoded as one, and written as `write` wishes.
fn rewritten(text: &str, write: impl Fn(&str) -> String) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("=?") {
        let Some(first) = Word::at(&rest[at..]) else {
            written.push_str(&rest[..at + 2]);
            rest = &rest[at + 2..];
            continue;
        };
        written.push_str(&rest[..at]);
        rest = &rest[at + first.length..];
        let Word { charset, mut bytes, .. } = first;
        let mut plain = String::new();
        while let Some(next) = Word::at(rest.trim_start()) {
            rest = &rest.trim_start()[next.length..];
            if next.charset.eq_ignore_ascii_case(charset) {
                bytes.extend(next.bytes);
            } else {
                plain.push_str(&charset::text_of(&bytes, Some(charset)).0);
                plain.push_str(&charset::text_of(&next.bytes, Some(next.charset)).0);
                bytes.clear();
            }
        }
        plain.push_str(&charset::text_of(&bytes, Some(charset)).0);
        written.push_str(&write(&plain));
    }
    written + rest
}

/// A text with its encoded words decoded.
pub(crate) fn decoded(text: &str) -> String {
    rewritten(text, str::to_owned)
}

/// The same text with each run of encoded words as one faultless word: what was a comma in a name still is one.
pub(crate) fn mended(text: &str) -> String {
    rewritten(text, |plain| {
        let digits: String = plain.bytes().map(|byte| format!("={byte:02X}")).collect();
        format!("=?utf-8?Q?{digits}?=")
    })
}
