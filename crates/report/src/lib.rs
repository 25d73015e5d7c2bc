//! A document for people (report): headings, words, pictures and tables, in the order in which they are read, and the PDF of it.
//!
//! Pure: a document goes in, bytes come out. It opens no file and asks nothing of the network; its fonts are in it.
#![warn(missing_docs)]

mod document;
#[cfg(feature = "pdf")]
mod typeset;

pub use document::{Bar, Chart, Document, NoPdf, Row, Section, Table};

/// Does this build make PDFs?
pub const MAKES_PDF: bool = cfg!(feature = "pdf");

/// The document as a PDF with tags (PDF/UA-1, accessible): its text can be selected, and read aloud in order.
#[cfg(feature = "pdf")]
pub fn pdf(document: &Document) -> Result<Vec<u8>, NoPdf> {
    typeset::pdf(document)
}

/// This build makes none.
#[cfg(not(feature = "pdf"))]
pub fn pdf(_: &Document) -> Result<Vec<u8>, NoPdf> {
    Err(NoPdf::NotBuilt)
}
