//! How files begin (magic numbers), beside what `infer` knows.

/// How documents of before 2007 begin, and those with a password (OLE, compound file).
pub(crate) const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// How an archive begins.
pub(crate) const ARCHIVE: &[u8] = b"PK\x03\x04";

/// Something a computer carries out.
pub(crate) fn is_program(head: &[u8]) -> bool {
    infer::is_app(head) || [&b"MZ"[..], b"\x7fELF", b"#!"].iter().any(|begins| head.starts_with(begins))
}
