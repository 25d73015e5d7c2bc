//! What could not be read in a mail, and how it was dealt with (defects).

use std::fmt::{self, Display, Formatter};

/// Something in a mail that is not as it should be. None of them stops the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Complaint {
    /// It has no header at all: everything was taken as its text.
    NoHeaders,
    /// A header or a whole head is too long: what is beyond the bound was not read.
    HeadersTooLong,
    /// A header has bytes beyond ASCII that are not UTF-8: read as windows-1252.
    RawHeader,
    /// Several senders are named: the first was taken, and none is believed.
    SeveralSenders,
    /// Lines end in a lone carriage return: read as line ends.
    OldLineEnds,
    /// It says to have several parts and shows none: taken as one text.
    NoBoundary,
    /// The last part has no end: the mail was cut off on its way, or written wrongly.
    CutShort,
    /// More parts, or parts within parts, than are read: what is beyond came along as one file.
    TooManyParts,
    /// A part is not in the transfer encoding it says: read as far as it could be, or kept as it was.
    NotItsEncoding,
    /// A text is not in the character set it says, or in one that nobody knows: read as UTF-8 or windows-1252.
    NotItsCharset,
    /// A text is longer than is read as text: it came along whole as a file.
    TextTooLong,
    /// It brings an invitation for a calendar, which nobody answers.
    Invitation,
    /// It brings a parcel of Outlook (`winmail.dat`), kept closed.
    Winmail,
    /// It is encrypted: what it says came along as a file.
    Encrypted,
    /// A library failed on it: only what could be read without it is there, and the whole mail came along as a file.
    Unreadable,
}

impl Display for Complaint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoHeaders => "no headers: everything was taken as text",
            Self::HeadersTooLong => "headers too long: what is beyond the bound was not read",
            Self::RawHeader => "a header holds bytes that are not UTF-8: read as windows-1252",
            Self::SeveralSenders => "several senders: the first was taken, none is believed",
            Self::OldLineEnds => "lines end in a lone carriage return",
            Self::NoBoundary => "parts were announced and none is there: taken as one text",
            Self::CutShort => "the last part has no end: perhaps cut off on its way",
            Self::TooManyParts => "too many parts: the rest came along as one file",
            Self::NotItsEncoding => "a part is not in the transfer encoding it names: read as far as it could be",
            Self::NotItsCharset => "a text is not in the character set it names: read as UTF-8 or windows-1252",
            Self::TextTooLong => "a text is too long to be read as one: it came along as a file",
            Self::Invitation => "an invitation for a calendar came along",
            Self::Winmail => "a parcel of Outlook (winmail.dat) came along, unopened",
            Self::Encrypted => "encrypted: what it says came along as a file",
            Self::Unreadable => "a library failed on it: the whole mail came along as a file",
        })
    }
}
