//! Files for tests.

use crate::Kind;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub(crate) const PDF: &[u8] =
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages \
    /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
pub(crate) const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0;";

pub(crate) fn jpeg() -> Vec<u8> {
    with(b"\xff\xd8\xff\xe0\0\x10JFIF\0", 60)
}

pub(crate) fn webp() -> Vec<u8> {
    with(b"RIFF\x24\0\0\0WEBPVP8 ", 60)
}

/// So many bytes that begin like this.
pub(crate) fn with(head: &[u8], length: usize) -> Vec<u8> {
    let mut bytes = head.to_vec();
    bytes.resize(length, 0);
    bytes
}

pub(crate) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).expect("a part");
        archive.write_all(content).expect("its content");
    }
    archive.finish().expect("an archive").into_inner()
}

pub(crate) fn content_types(main: &str) -> String {
    format!("<Types><Override PartName=\"/document.xml\" ContentType=\"{main}\"/></Types>")
}

/// A document of this kind (OOXML) with these parts besides.
pub(crate) fn docx(kind: Kind, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let types = content_types(kind.main_part().expect("of this sort"));
    let own: [(&str, &[u8]); 1] = [("[Content_Types].xml", types.as_bytes())];
    archive(&[&own[..], parts].concat())
}

/// A document of this kind (ODF) with these parts besides.
pub(crate) fn odt(kind: Kind, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let own: [(&str, &[u8]); 1] = [("mimetype", kind.media_type().as_bytes())];
    archive(&[&own[..], parts].concat())
}
