//! Looks into a file (content inspection): is it what its name says, and does it do nothing by itself?

use crate::begins::{ARCHIVE, COMPOUND, is_program};
use crate::{Bounds, Kind, Refused, archive, pdf};
use std::io::{Read, Seek};

/// How much of the beginning says what it is.
const HEAD: usize = 8 * 1024;

/// Is this a file of this kind, within bounds, that does nothing by itself? Reads it in pieces, blocking.
pub fn look(kind: Kind, mut file: impl Read + Seek, bounds: &Bounds) -> Result<(), Refused> {
    let head = head(&mut file)?;
    if head.is_empty() {
        return Err(Refused::Empty);
    }
    if is_program(&head) {
        return Err(Refused::Program);
    }
    file.rewind().map_err(|_| Refused::Damaged)?;
    match kind {
        Kind::Png | Kind::Jpeg | Kind::Gif | Kind::Webp => {
            let is_it = infer::get(&head).is_some_and(|found| found.mime_type() == kind.media_type());
            if is_it { Ok(()) } else { Err(Refused::OtherKind(kind)) }
        }
        Kind::Pdf if head.starts_with(b"%PDF-") => pdf::check(file, bounds),
        Kind::Docx | Kind::Xlsx | Kind::Pptx | Kind::Odt | Kind::Ods if head.starts_with(ARCHIVE) => {
            archive::check(kind, file, bounds)
        }
        _ if head.starts_with(COMPOUND) => Err(Refused::LockedOrOld),
        _ => Err(Refused::OtherKind(kind)),
    }
}

fn head(file: &mut impl Read) -> Result<Vec<u8>, Refused> {
    let mut head = Vec::new();
    file.take(HEAD as u64).read_to_end(&mut head).map_err(|_| Refused::Damaged)?;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{GIF, PDF, PNG, docx, jpeg, odt, webp, with};
    use std::io::Cursor;

    fn looked(kind: Kind, bytes: &[u8]) -> Result<(), Refused> {
        look(kind, Cursor::new(bytes), &Bounds::up_to(20 << 20))
    }

    #[test]
    fn honest_files_of_every_kind_may_come_in() {
        assert_eq!(looked(Kind::Pdf, PDF), Ok(()));
        assert_eq!(looked(Kind::Png, PNG), Ok(()));
        assert_eq!(looked(Kind::Gif, GIF), Ok(()));
        assert_eq!(looked(Kind::Jpeg, &jpeg()), Ok(()));
        assert_eq!(looked(Kind::Webp, &webp()), Ok(()));
        for kind in [Kind::Docx, Kind::Xlsx, Kind::Pptx] {
            assert_eq!(looked(kind, &docx(kind, &[])), Ok(()), "{kind:?}");
        }
        for kind in [Kind::Odt, Kind::Ods] {
            assert_eq!(looked(kind, &odt(kind, &[])), Ok(()), "{kind:?}");
        }
    }

    #[test]
    fn a_program_is_refused_whatever_it_is_called() {
        for kind in Kind::ALL {
            for program in [&b"MZ\x90\0\x03"[..], b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", b"#!/bin/sh\nrm -rf /"] {
                assert_eq!(looked(kind, program), Err(Refused::Program), "{kind:?}");
            }
        }
    }

    #[test]
    fn a_name_that_does_not_fit_its_content_is_refused() {
        let whole = docx(Kind::Docx, &[]);
        let files: [(&[u8], Kind); 4] = [(PDF, Kind::Pdf), (PNG, Kind::Png), (GIF, Kind::Gif), (&whole, Kind::Docx)];
        for (bytes, is) in files {
            for says in Kind::ALL.into_iter().filter(|says| *says != is) {
                assert_eq!(looked(says, bytes), Err(Refused::OtherKind(says)), "{is:?} as {says:?}");
            }
        }
        assert_eq!(looked(Kind::Docx, b"zomaar wat tekst"), Err(Refused::OtherKind(Kind::Docx)));
        assert_eq!(looked(Kind::Docx, &with(COMPOUND, 600)), Err(Refused::LockedOrOld));
        assert_eq!(looked(Kind::Docx, b""), Err(Refused::Empty));
    }
}
