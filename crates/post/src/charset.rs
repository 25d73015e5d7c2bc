//! Bytes as text (character sets), also where a mail names the wrong one.

use mail_parser::decoders::charsets::map::charset_decoder;

/// Names of sets that hold one byte a letter, under which programs send UTF-8 by mistake.
const LATIN: &[&str] = &["iso-8859-1", "iso-8859-15", "windows-1252", "cp1252", "latin1", "latin-1", "latin-9"];
/// Names under which anything is sent.
const PLAIN: &[&str] = &["", "us-ascii", "ascii", "utf-8", "utf8", "unknown-8bit", "8bit", "default", "x-unknown"];

/// Bytes beyond ASCII of which it is no accident that they are UTF-8.
const ENOUGH: usize = 6;

/// These bytes as text, and whether they are what was declared.
pub(crate) fn text_of(bytes: &[u8], declared: Option<&str>) -> (String, bool) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let declared = declared.unwrap_or_default().trim().to_ascii_lowercase();
    let name = declared.split('*').next().unwrap_or_default().trim();
    let is_plain = PLAIN.contains(&name);
    if let Some(text) = str::from_utf8(bytes).ok().filter(|_| !shifts(name)) {
        let beyond = bytes.iter().filter(|byte| !byte.is_ascii()).count();
        if is_plain || beyond == 0 || beyond >= ENOUGH || LATIN.contains(&name) {
            return (text.to_owned(), is_plain || beyond == 0);
        }
    }
    if is_plain && is_mostly_utf8(bytes) {
        return (String::from_utf8_lossy(bytes).into_owned(), false);
    }
    let known = if is_plain { None } else { charset_decoder(name.as_bytes()) };
    match known.or_else(|| charset_decoder(b"windows-1252")) {
        Some(decode) => (decode(bytes), known.is_some()),
        None => (String::from_utf8_lossy(bytes).into_owned(), false),
    }
}

/// Whether more letters of it are UTF-8 than are not: a text that was cut within a letter.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|sign| !sign.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

/// Sets in which bytes of ASCII mean something else.
fn shifts(name: &str) -> bool {
    ["utf-16", "utf-32", "utf-7", "iso-2022", "hz"].iter().any(|set| name.starts_with(set))
}
