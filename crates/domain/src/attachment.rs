//! A file that came with a message (attachment).

use crate::{FileId, MessageId, PersonId, TicketId};
use chrono::{DateTime, Utc};

/// A file that came in; what it is, and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentFile {
    /// Which.
    pub id: FileId,
    /// The upload that brought it: its object lies under this name. A copy has another id, and the same object.
    pub object: FileId,
    /// SHA-256 of its content, in hexadecimal.
    pub hash: String,
    /// What it is called.
    pub name: String,
    /// As what it is served.
    pub media_type: String,
    /// How long it is.
    pub bytes: i64,
    /// When it came in.
    pub uploaded_at: DateTime<Utc>,
    /// Who of the desk sent it; none when it was an asker.
    pub person: Option<PersonId>,
}

/// A file that belongs to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Of which ticket.
    pub ticket: TicketId,
    /// Of which message.
    pub message: MessageId,
    /// What it is.
    pub file: SentFile,
}

impl SentFile {
    /// How large it is, in words: `340 kB`, `1,2 MB`.
    pub fn size_in_words(&self) -> String {
        size_in_words(self.bytes)
    }
}

/// So many bytes, in words.
pub fn size_in_words(bytes: i64) -> String {
    const MEGABYTE: i64 = 1024 * 1024;
    if bytes >= MEGABYTE {
        let tenths = bytes.saturating_mul(10) / MEGABYTE;
        return match (tenths / 10, tenths % 10) {
            (whole, 0) => format!("{whole} MB"),
            (whole, tenth) => format!("{whole},{tenth} MB"),
        };
    }
    format!("{} kB", (bytes.max(0) + 1023) / 1024)
}

#[cfg(test)]
mod tests {
    use super::size_in_words;

    #[test]
    fn sizes_are_said_as_people_do() {
        for (bytes, words) in [
            (0, "0 kB"),
            (1, "1 kB"),
            (348_160, "340 kB"),
            (1 << 20, "1 MB"),
            (1_300_000, "1,2 MB"),
            (20 << 20, "20 MB"),
        ] {
            assert_eq!(size_in_words(bytes), words);
        }
    }
}
