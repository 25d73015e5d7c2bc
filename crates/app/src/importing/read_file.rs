//! Files that people bring: in which encoding they are written.

use domain::Complaints;

/// The text of a file in UTF-8, with or without its mark at the beginning.
///
/// # Errors
/// One complaint in Dutch, with the number of the line, when it is written in another encoding.
pub fn text_of_file(bytes: &[u8]) -> Result<&str, Complaints> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if is_utf16(bytes) {
        let message = "dit bestand is UTF-16. Bewaar het als UTF-8 en probeer het opnieuw.";
        return Err(Complaints::one("file", "ENCODING", message));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        let message = format!(
            "regel {line}: dit is geen UTF-8; misschien is het Windows-1252 of Latin-1. Bewaar het bestand als UTF-8 en \
             probeer het opnieuw."
        );
        Complaints::one("file", "ENCODING", message)
    })
}

/// By its mark; without one, by the empty halves that plain letters have there.
fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xFE])
        || bytes.starts_with(&[0xFE, 0xFF])
        || bytes.iter().take(200).any(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::text_of_file;

    #[test]
    fn what_is_not_utf_8_is_told_with_its_line() {
        assert_eq!(text_of_file(b"\xEF\xBB\xBFa\n").expect("UTF-8"), "a\n");
        let message = |bytes: &[u8]| text_of_file(bytes).expect_err("not UTF-8").0[0].message.clone();
        assert!(message(b"a\nb\n\xE9\n").starts_with("regel 3: "));
        for wide in [&b"\xFF\xFEa\0"[..], b"\xFE\xFF\0a", b"a\0b\0", b"\0a\0b"] {
            assert!(message(wide).contains("UTF-16"));
        }
    }
}
