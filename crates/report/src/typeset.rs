//! Setting a document in pages (typesetting, typst): the template is in the program, and the document is data to it, so that
//! no text is ever taken for markup.

use crate::document::{Document, NoPdf};
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

const TEMPLATE: &str = include_str!("report.typ");
/// The family that the template names; the crate with fonts has others as well, for formulas and code.
const FAMILY: &str = "Libertinus Serif";

/// What is the same for every document.
struct House {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    data: FileId,
}

static HOUSE: LazyLock<House> = LazyLock::new(|| {
    let fonts = typst_assets::fonts().filter_map(|font| Font::new(Bytes::new(font), 0));
    let fonts: Vec<Font> = fonts.filter(|font| font.info().family == FAMILY).collect();
    House {
        // A head of a row is known as one only so.
        library: LazyHash::new(Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        template: Source::new(file("report.typ"), TEMPLATE.to_owned()),
        data: file("document.json"),
    }
});

/// A name for what lies in memory.
fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a name without anything that points elsewhere");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// All that setting one document can see: the template, the document and the fonts.
struct Desk {
    house: &'static House,
    data: Bytes,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.house.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.house.book
    }

    fn main(&self) -> FileId {
        self.house.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main() { Ok(self.house.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.house.data { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.house.fonts.get(index).cloned()
    }

    /// What day it is, the document says.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

pub(crate) fn pdf(document: &Document) -> Result<Vec<u8>, NoPdf> {
    let data = serde_json::to_vec(document).map_err(|error| NoPdf::Failed(error.to_string()))?;
    let desk = Desk { house: &HOUSE, data: Bytes::new(data) };
    let set = typst::compile::<PagedDocument>(&desk).output.map_err(|errors| failed(&errors))?;
    let standards =
        PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| NoPdf::Failed(error.message().to_string()))?;
    let made = typst_pdf::pdf(&set, &PdfOptions { standards, ..PdfOptions::default() });
    // What it remembers of this document helps no other.
    typst::comemo::evict(0);
    made.map_err(|errors| failed(&errors))
}

fn failed(errors: &[SourceDiagnostic]) -> NoPdf {
    NoPdf::Failed(errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; "))
}
