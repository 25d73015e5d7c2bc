//! Looks into documents that are archives (OOXML, ODF): within bounds, without macros, scripts, programs and other files.
//!
//! Every part is really unpacked, to nowhere: what an archive says of its sizes is not believed.

use crate::begins::{ARCHIVE, COMPOUND, is_program};
use crate::{Bounds, Kind, Refused, relations};
use std::io::{Cursor, Read, Seek, SeekFrom};
use zip::ZipArchive;

/// The end of an archive, which says how many parts it has.
const END: &[u8] = b"PK\x05\x06";
/// As far from the end of a file as it may stand.
const END_WITHIN: u64 = 22 + 65_535;
/// Parts that say what other parts are: far smaller than this.
const TELLING: usize = 1024 * 1024;
/// Largest document inside a document.
const INNER: u64 = 20 * 1024 * 1024;
const CONTENT_TYPES: &str = "[Content_Types].xml";
const MANIFEST: &str = "META-INF/manifest.xml";
/// Names that end like this are programs somewhere.
const PROGRAMS: [&str; 22] = [
    ".exe", ".dll", ".com", ".bat", ".cmd", ".scr", ".pif", ".msi", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".hta",
    ".ps1", ".jar", ".class", ".sh", ".lnk", ".py", ".cpl", ".reg",
];

/// What an open document listens to, and what a sheet or a text asks of other programs (DDE).
const ACTS: [&[u8]; 4] = [b"<script:event-listener", b"ddeService", b"DDEAUTO", b"dde-application"];

/// Where office documents keep what they show.
const OFFICE: [&str; 3] = ["word/", "xl/", "ppt/"];

/// What was unpacked of a file and everything in it.
struct Weight {
    packed: u64,
    unpacked: u64,
}

/// A document of this kind, of which nothing is carried out.
pub(crate) fn check(kind: Kind, mut file: impl Read + Seek, bounds: &Bounds) -> Result<(), Refused> {
    let packed = file.seek(SeekFrom::End(0)).map_err(|_| Refused::Damaged)?;
    let mut weight = Weight { packed, unpacked: 0 };
    check_within(Some(kind), file, bounds, &mut weight)
}

/// The same of a document within another, of any kind.
fn check_within(
    kind: Option<Kind>,
    mut file: impl Read + Seek,
    bounds: &Bounds,
    weight: &mut Weight,
) -> Result<(), Refused> {
    count_parts(&mut file, bounds)?;
    let mut archive = ZipArchive::new(file).map_err(|_| Refused::Damaged)?;
    if archive.len() > bounds.parts {
        return Err(Refused::TooManyParts);
    }
    // Other programs might read what we do not.
    if archive.has_duplicate_names() || archive.offset() != 0 {
        return Err(Refused::Damaged);
    }
    let mut told = None;
    for number in 0..archive.len() {
        let part = archive.by_index_raw(number).map_err(|_| Refused::Damaged)?;
        let (name, locked) = (part.name().map_err(|_| Refused::Damaged)?.into_owned(), part.encrypted());
        drop(part);
        if locked {
            return Err(Refused::Locked);
        }
        check_name(&name)?;
        let mut part = archive.by_index(number).map_err(|_| Refused::Damaged)?;
        let is_relations = name.to_ascii_lowercase().ends_with(".rels");
        let tells = is_relations || [CONTENT_TYPES, "mimetype", MANIFEST].contains(&name.as_str());
        let content = unpack(&mut part, &name, tells, bounds, weight)?;
        drop(part);
        match content {
            Content::Nothing => {}
            Content::Telling(text) if name == CONTENT_TYPES || name == "mimetype" => told = Some(text),
            Content::Telling(text) => check_telling(&name, &text)?,
            Content::Document(bytes) if kind.is_some() => check_within(None, Cursor::new(bytes), bounds, weight)?,
            Content::Document(_) => return Err(Refused::FilesInside),
        }
    }
    check_kind(kind, &told.ok_or(kind.map_or(Refused::Damaged, Refused::OtherKind))?)
}

/// Before the archive is read: a list of hundreds of thousands of parts takes memory too.
fn count_parts(file: &mut (impl Read + Seek), bounds: &Bounds) -> Result<(), Refused> {
    let damaged = |_| Refused::Damaged;
    let length = file.seek(SeekFrom::End(0)).map_err(damaged)?;
    file.seek(SeekFrom::Start(length.saturating_sub(END_WITHIN))).map_err(damaged)?;
    let mut tail = Vec::new();
    file.by_ref().take(END_WITHIN).read_to_end(&mut tail).map_err(damaged)?;
    file.rewind().map_err(damaged)?;
    let counts = tail.windows(12).filter(|window| window.starts_with(END));
    let most = counts.map(|window| usize::from(u16::from_le_bytes([window[10], window[11]]))).max();
    if most.unwrap_or(0) > bounds.parts { Err(Refused::TooManyParts) } else { Ok(()) }
}

/// What the name of a part already tells.
fn check_name(name: &str) -> Result<(), Refused> {
    let lower = name.to_lowercase().replace('\\', "/");
    let last = lower.rsplit('/').next().unwrap_or_default();
    let is_in = |folder: &str| lower.starts_with(folder) || lower.contains(&format!("/{folder}"));
    if last.starts_with("vbaproject") || last.starts_with("vbadata") || is_in("activex/") || is_in("macrosheets/") {
        return Err(Refused::Macros);
    }
    // Where LibreOffice keeps what it carries out.
    if lower.starts_with("basic/") || lower.starts_with("scripts/") {
        return Err(Refused::Macros);
    }
    if PROGRAMS.iter().any(|ending| last.ends_with(ending)) {
        return Err(Refused::Program);
    }
    if lower.starts_with('/') || lower.split('/').any(|step| step == "..") || lower.contains('\0') {
        return Err(Refused::Damaged);
    }
    Ok(())
}

/// What is looked at again of a part.
enum Content {
    Nothing,
    /// A part that says what others are.
    Telling(String),
    /// A document of its own.
    Document(Vec<u8>),
}

/// Unpacks a part to nowhere, counting; keeps what has to be looked at again.
fn unpack(
    part: &mut impl Read,
    name: &str,
    tells: bool,
    bounds: &Bounds,
    weight: &mut Weight,
) -> Result<Content, Refused> {
    let mut piece = vec![0; 64 * 1024];
    let mut kept = Vec::new();
    let mut acts = ACTS.map(Seeker::new);
    let (mut begun, mut is_document) = (false, false);
    loop {
        let read = part.read(&mut piece).map_err(|_| Refused::Damaged)?;
        if read == 0 {
            break;
        }
        let bytes = &piece[..read];
        weight.unpacked += read as u64;
        if bounds.is_burst(weight.unpacked, weight.packed) {
            return Err(Refused::Burst);
        }
        if !begun {
            begun = true;
            is_document = of_its_own(name, bytes)?;
            // Office writes its own parts in UTF-8; in another set of signs nothing would be found.
            let lower = name.to_ascii_lowercase();
            let is_own = lower.ends_with(".xml") && OFFICE.iter().any(|folder| lower.starts_with(folder));
            if is_own && is_wide(bytes) {
                return Err(Refused::Damaged);
            }
        }
        if name.to_ascii_lowercase().ends_with(".xml") && acts.iter_mut().any(|act| act.found_in(bytes)) {
            return Err(Refused::Macros);
        }
        if tells || is_document {
            kept.extend_from_slice(bytes);
        }
        if (tells && kept.len() > TELLING) || kept.len() as u64 > INNER {
            return Err(Refused::Burst);
        }
    }
    match (tells, is_document) {
        (true, _) => String::from_utf8(kept).map(Content::Telling).map_err(|_| Refused::Damaged),
        (false, true) => Ok(Content::Document(kept)),
        (false, false) => Ok(Content::Nothing),
    }
}

/// Is it text of two bytes a sign (UTF-16), by its mark or by its first sign?
fn is_wide(head: &[u8]) -> bool {
    [&b"\xFF\xFE"[..], b"\xFE\xFF", b"<\0", b"\0<"].iter().any(|mark| head.starts_with(mark))
}

/// Is this part a document of its own? Only the sheet behind a chart may be one; anything else that is a file, is refused.
fn of_its_own(name: &str, head: &[u8]) -> Result<bool, Refused> {
    if is_program(head) {
        return Err(Refused::Program);
    }
    if head.starts_with(COMPOUND) {
        return Err(Refused::FilesInside);
    }
    if !head.starts_with(ARCHIVE) {
        return Ok(false);
    }
    let may_be = [Kind::Docx, Kind::Xlsx, Kind::Pptx];
    if Kind::of_name(name).is_some_and(|kind| may_be.contains(&kind)) { Ok(true) } else { Err(Refused::FilesInside) }
}

/// What says how parts belong together.
fn check_telling(name: &str, text: &str) -> Result<(), Refused> {
    if name == MANIFEST {
        return if text.contains("encryption-data") { Err(Refused::Locked) } else { Ok(()) };
    }
    relations::check(text)
}

/// What the document says it is.
fn check_kind(kind: Option<Kind>, told: &str) -> Result<(), Refused> {
    if told.contains("macroEnabled") || told.contains("vbaProject") || told.contains("activeX") {
        return Err(Refused::Macros);
    }
    let Some(kind) = kind else { return Ok(()) };
    let is_it = match kind.main_part() {
        // What is written with signs in other words could say anything.
        Some(_) if told.contains("&#") => return Err(Refused::Damaged),
        Some(main) => told.contains(&format!("\"{main}\"")),
        None => told.trim_ascii_end() == kind.media_type(),
    };
    if is_it { Ok(()) } else { Err(Refused::OtherKind(kind)) }
}

/// Looks for these bytes in what comes in pieces.
struct Seeker {
    sought: &'static [u8],
    /// The end of the piece before.
    before: Vec<u8>,
}

impl Seeker {
    fn new(sought: &'static [u8]) -> Self {
        Self { sought, before: Vec::new() }
    }

    fn found_in(&mut self, piece: &[u8]) -> bool {
        let overlap = self.sought.len() - 1;
        self.before.extend_from_slice(&piece[..piece.len().min(overlap)]);
        let holds = |bytes: &[u8]| bytes.windows(self.sought.len()).any(|window| window == self.sought);
        let found = holds(&self.before) || holds(piece);
        self.before.extend_from_slice(&piece[piece.len().min(overlap)..]);
        let keep = self.before.len().saturating_sub(overlap);
        self.before.drain(..keep);
        found
    }
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
