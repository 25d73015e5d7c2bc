//! Looks into a PDF: nothing that acts by itself (JavaScript, Launch), no files inside.
//!
//! A PDF does things by names: `/JavaScript`, `/Launch`, `/EmbeddedFile`. They are looked for in every byte, however they are
//! written (`/J#61vaScript`), and in the objects that were packed together, unpacked. What cannot be looked into, is refused.

use crate::pdf_names::Names;
use crate::{Bounds, Refused};
use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

/// Names for which a PDF is refused.
const REFUSED: [(&[u8], Refused); 12] = [
    (b"JavaScript", Refused::ActivePdf),
    (b"Launch", Refused::ActivePdf),
    (b"ImportData", Refused::ActivePdf),
    (b"SubmitForm", Refused::ActivePdf),
    (b"Rendition", Refused::ActivePdf),
    (b"RichMedia", Refused::ActivePdf),
    (b"RichMediaExecute", Refused::ActivePdf),
    (b"GoToE", Refused::ActivePdf),
    (b"XFA", Refused::ActivePdf),
    (b"EmbeddedFile", Refused::FilesInside),
    (b"EmbeddedFiles", Refused::FilesInside),
    (b"Encrypt", Refused::Locked),
];
/// Ways of packing that we do not undo, and what comes after unpacking.
const OTHER_PACKING: [&[u8]; 10] = [
    b"LZWDecode",
    b"LZW",
    b"ASCII85Decode",
    b"A85",
    b"ASCIIHexDecode",
    b"AHx",
    b"RunLengthDecode",
    b"RL",
    b"Crypt",
    b"Predictor",
];
/// Most streams: a large document has some thousands.
const MOST_STREAMS: usize = 100_000;

/// How much of a stream tells whether objects are in it.
const HEAD: usize = 256;

/// A PDF that does nothing by itself.
pub(crate) fn check(file: impl Read + Seek, bounds: &Bounds) -> Result<(), Refused> {
    let mut reader = BufReader::with_capacity(64 * 1024, file);
    let mut reading = Reading::default();
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = reader.read(&mut piece).map_err(|_| Refused::Damaged)?;
        if read == 0 {
            break;
        }
        for byte in &piece[..read] {
            reading.take(*byte)?;
        }
    }
    reading.names.end().map_or(Ok(()), |name| refuse(&name))?;
    let mut file = BufReader::with_capacity(8 * 1024, reader.into_inner());
    let mut weight = Weight { packed: reading.at, unpacked: 0 };
    for stream in &reading.streams {
        check_stream(stream, &mut file, bounds, &mut weight)?;
    }
    Ok(())
}

/// How large the file is, and what came out of it.
struct Weight {
    packed: u64,
    unpacked: u64,
}

/// A stream, if objects are packed in it: by what is said of it, or by how it begins. It is unpacked as any program that reads
/// a PDF might, also where its first two bytes are wrong.
fn check_stream(
    stream: &Stream,
    file: &mut (impl BufRead + Seek),
    bounds: &Bounds,
    weight: &mut Weight,
) -> Result<(), Refused> {
    let mut is_open = false;
    for (skipped, has_head) in [(0, Zlib::WithHead), (0, Zlib::Bare), (2, Zlib::Bare)] {
        file.seek(SeekFrom::Start(stream.at + skipped)).map_err(|_| Refused::Damaged)?;
        let mut pack: Box<dyn Read> = match has_head {
            Zlib::WithHead => Box::new(ZlibDecoder::new(&mut *file)),
            Zlib::Bare => Box::new(DeflateDecoder::new(&mut *file)),
        };
        let mut head = vec![0; HEAD];
        let read = fill(&mut pack, &mut head);
        head.truncate(read);
        let is_pack = begins_as_pack(&head);
        is_open |= is_pack;
        if stream.is_pack || is_pack {
            check_pack(head.as_slice().chain(pack), bounds, weight)?;
        }
    }
    if stream.is_pack && stream.has_filter && !is_open { Err(Refused::Damaged) } else { Ok(()) }
}

/// Does a stream that was packed begin with two bytes that say so?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Zlib {
    WithHead,
    Bare,
}

/// As much as comes, up to its length; damage is the end.
fn fill(pack: &mut impl Read, head: &mut [u8]) -> usize {
    let mut read = 0;
    while let Ok(more @ 1..) = pack.read(&mut head[read..]) {
        read += more;
    }
    read
}

/// Numbers of objects and where they lie: `12 0 13 57`.
fn begins_as_pack(head: &[u8]) -> bool {
    let numbers = head.split(|byte| b"\0\t\n\x0c\r ".contains(byte)).filter(|word| !word.is_empty()).take(2);
    let mut count = 0;
    numbers.inspect(|_| count += 1).all(|word| word.iter().all(u8::is_ascii_digit)) && count == 2
}

/// Objects that were packed together.
fn check_pack(mut pack: impl Read, bounds: &Bounds, weight: &mut Weight) -> Result<(), Refused> {
    let mut names = Names::default();
    let mut piece = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = pack.read(&mut piece) {
        weight.unpacked += read as u64;
        if bounds.is_burst(weight.unpacked, weight.packed) {
            return Err(Refused::Burst);
        }
        let mut rest = &piece[..read];
        while let Some((byte, behind)) = rest.split_first() {
            if names.is_idle() && *byte != b'/' {
                // Nothing else begins a name.
                let next = behind.iter().position(|byte| *byte == b'/').unwrap_or(behind.len());
                rest = &behind[next..];
                continue;
            }
            if let Some(name) = names.take(*byte) {
                refuse(&name)?;
            }
            rest = behind;
        }
    }
    names.end().map_or(Ok(()), |name| refuse(&name))
}

/// Where a stream begins, and what is said of it.
struct Stream {
    at: u64,
    /// Objects are packed in it.
    is_pack: bool,
    /// It is packed, in whatever way.
    has_filter: bool,
}

/// How far a PDF is read.
#[derive(Default)]
struct Reading {
    names: Names,
    at: u64,
    /// The last bytes, for words that are no names.
    last: [u8; 8],
    /// What the names since the last object say: is it a pack of objects, and how is it packed?
    is_pack: bool,
    has_filter: bool,
    is_other: bool,
    /// Within a text or a remark an object does not end, whatever stands there.
    within: Within,
    /// Just behind `stream`, whose line may still end.
    begins: bool,
    /// In a stream, or so it seems: what is said of a pack there holds until a stream begins.
    in_stream: bool,
    sticks: bool,
    streams: Vec<Stream>,
}

/// In what the bytes since the last object stand. Where that is not sure it is said to be a text: names count longer then.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Within {
    #[default]
    Nothing,
    /// So many brackets deep; the last byte was a backslash?
    Text(u32),
    Escape(u32),
    Remark,
    Hex,
}

impl Within {
    fn after(self, byte: u8, before: u8) -> Self {
        match (self, byte) {
            (Self::Escape(depth), _) => Self::Text(depth),
            (Self::Text(depth), b'\\') => Self::Escape(depth),
            (Self::Text(depth), b'(') => Self::Text(depth.saturating_add(1)),
            (Self::Text(1), b')') => Self::Nothing,
            (Self::Text(depth), b')') => Self::Text(depth - 1),
            (Self::Nothing, b'(') => Self::Text(1),
            (Self::Nothing, b'%') => Self::Remark,
            (Self::Nothing, b'<') => Self::Hex,
            // Two of them begin a dictionary.
            (Self::Hex, b'<') if before == b'<' => Self::Nothing,
            (Self::Hex, b'>') | (Self::Remark, b'\r' | b'\n') => Self::Nothing,
            (same, _) => same,
        }
    }
}

impl Reading {
    fn take(&mut self, byte: u8) -> Result<(), Refused> {
        if self.begins && !byte.is_ascii_whitespace() {
            self.begins = false;
            self.stream_begins()?;
        }
        if let Some(name) = self.names.take(byte) {
            refuse(&name)?;
            if name == b"ObjStm" || name == b"First" {
                self.is_pack = true;
                self.sticks |= self.in_stream;
            }
            self.has_filter |= name == b"Filter";
            self.is_other |= OTHER_PACKING.contains(&name.as_slice());
        }
        self.within = self.within.after(byte, self.last[7]);
        self.last.rotate_left(1);
        self.last[7] = byte;
        self.at += 1;
        if self.last.ends_with(b"endobj") && self.within == Within::Nothing && !self.sticks {
            self.object_ends();
        }
        if self.last[2..] == *b"stream" {
            self.begins = self.last[1] != b'd';
            if !self.begins && self.in_stream {
                // The signs of a stream open and close nothing.
                (self.in_stream, self.within) = (false, Within::Nothing);
            }
        }
        Ok(())
    }

    fn object_ends(&mut self) {
        (self.is_pack, self.has_filter, self.is_other) = (false, false, false);
    }

    /// The byte that comes next is the first of a stream.
    fn stream_begins(&mut self) -> Result<(), Refused> {
        if (self.is_pack && self.is_other) || self.streams.len() == MOST_STREAMS {
            return Err(Refused::Damaged);
        }
        self.streams.push(Stream { at: self.at, is_pack: self.is_pack, has_filter: self.has_filter });
        // What it says of itself says nothing of the next.
        self.object_ends();
        (self.in_stream, self.sticks, self.within) = (true, false, Within::Nothing);
        Ok(())
    }
}

fn refuse(name: &[u8]) -> Result<(), Refused> {
    REFUSED.iter().find(|(refused, _)| *refused == name).map_or(Ok(()), |(_, why)| Err(*why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::PDF;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::{Cursor, Write};

    fn looked(bytes: &[u8]) -> Result<(), Refused> {
        check(Cursor::new(bytes), &Bounds::up_to(20 << 20))
    }

    /// The same PDF with this object in it.
    fn with(object: &[u8]) -> Vec<u8> {
        [PDF, b"\n9 0 obj\n", object, b"\nendobj\n"].concat()
    }

    fn pack(dictionary: &str, inside: &[u8]) -> Vec<u8> {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(inside).expect("packed");
        let packed = packed.finish().expect("packed");
        [dictionary.as_bytes(), b"\nstream\r\n", &packed, b"\nendstream"].concat()
    }

    #[test]
    fn a_pdf_that_acts_is_refused_however_its_names_are_written() {
        for (object, why) in [
            ("<< /S /JavaScript /JS (app.alert\\(1\\)) >>", Refused::ActivePdf),
            ("<</S/J#61va#53cript/JS(x)>>", Refused::ActivePdf),
            ("<< /S /Launch /F (calc.exe) >>", Refused::ActivePdf),
            ("<< /S /Rendition /JS (x) >>", Refused::ActivePdf),
            ("<< /XFA 3 0 R >>", Refused::ActivePdf),
            ("<< /Type /EmbeddedFile >>", Refused::FilesInside),
            ("<< /Names << /EmbeddedFiles 3 0 R >> >>", Refused::FilesInside),
            ("<< /Encrypt 4 0 R >>", Refused::Locked),
        ] {
            assert_eq!(looked(&with(object.as_bytes())), Err(why), "{object}");
        }
        assert_eq!(looked(b"%PDF-1.7 /JavaScript"), Err(Refused::ActivePdf));
    }

    #[test]
    fn names_that_only_look_alike_are_let_through() {
        for object in
            ["<< /JavaScripts 1 /Launched 2 /EncryptMetadata true >>", "(JavaScript)", "<< /S /GoTo /D [1 0 R] >>"]
        {
            assert_eq!(looked(&with(object.as_bytes())), Ok(()), "{object}");
        }
    }

    #[test]
    fn what_is_packed_into_objects_is_looked_at_as_well() {
        let script = b"1 0 << /S /JavaScript /JS (x) >>";
        for dictionary in ["<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>", "<< /N 1 /First 4 /Filter /Fl >>"]
        {
            assert_eq!(looked(&with(&pack(dictionary, script))), Err(Refused::ActivePdf), "{dictionary}");
            assert_eq!(looked(&with(&pack(dictionary, b"1 0 << /Type /Page >>"))), Ok(()), "{dictionary}");
        }
        for dictionary in [
            "<< /Type /ObjStm /N 1 /First 4 /Filter 7 0 R >>",
            "<< /Type /ObjStm /X (endobj) /N 1 /First 4 /Filter /FlateDecode >>",
            "<< /Type /ObjStm /N 1 %endobj\n /First 4 /Filter /FlateDecode >>",
            "<< /Length 9 0 R >>",
        ] {
            assert_eq!(looked(&with(&pack(dictionary, script))), Err(Refused::ActivePdf), "{dictionary}");
        }
        let spaced = pack("<< /Type /ObjStm /First 4 /Filter /FlateDecode >>", script);
        let at = spaced.windows(6).position(|window| window == b"stream").expect("a stream") + 6;
        let spaced = [&spaced[..at], b" ", &spaced[at..]].concat();
        assert_eq!(looked(&with(&spaced)), Err(Refused::ActivePdf), "a space behind the word");
        let mut bare = pack("<< /Type /ObjStm /First 4 /Filter /FlateDecode >>", script);
        let at = bare.windows(8).position(|window| window == b"stream\r\n").expect("a stream") + 8;
        bare[at] = 0;
        assert_eq!(looked(&with(&bare)), Err(Refused::ActivePdf), "two wrong bytes before it");
        for hidden in [
            "<< /Type /ObjStm /First 4 /X (endobj) /Filter 7 0 R >>",
            "<< /Type /ObjStm /First 4 /Filter 7 0 R /X <endobj> >>",
            "(stream ) << /Type /ObjStm /First 4 /Filter 7 0 R /X (endstream endobj) >>",
        ] {
            let packed = [hidden.as_bytes(), b"\nstream\nGar8DE&>`&H8kc;\nendstream"].concat();
            assert_eq!(looked(&with(&packed)), Err(Refused::Damaged), "{hidden}");
        }
        // What outlines say of themselves says nothing of a picture behind them, whatever signs are in another.
        let outlines = b"<< /Type /Outlines /First 3 0 R >>\nendobj\n10 0 obj\n<< /Filter /DCTDecode >>\nstream\n(\xff\xd8((\nendstream";
        let twice = [&with(outlines)[..], b"\n11 0 obj << /First 3 0 R >>\nendobj 12 0 obj << /Filter /DCTDecode >>\nstream\n\xff\xd8\nendstream\nendobj"].concat();
        assert_eq!(looked(&twice), Ok(()));
        let other = "<< /Type /ObjStm /N 1 /First 4 /Filter [/ASCII85Decode /FlateDecode] >>";
        assert_eq!(looked(&with(&pack(other, b"x"))), Err(Refused::Damaged));
        // The words of a page are no names of its file.
        let page = b"BT /F1 12 Tf (/JavaScript ) Tj ET";
        assert_eq!(looked(&with(&pack("<< /Filter /FlateDecode >>", page))), Ok(()));
    }

    #[test]
    fn packed_objects_that_become_far_too_large_are_refused() {
        let bounds = Bounds { unpacked: 1 << 20, ..Bounds::up_to(1 << 20) };
        let bomb = with(&pack("<< /Type /ObjStm /Filter /FlateDecode >>", &vec![b' '; 4 << 20]));
        assert_eq!(check(Cursor::new(bomb), &bounds), Err(Refused::Burst));
    }
}
