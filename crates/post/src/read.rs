//! Reads a mail from its bytes (parsing).

use crate::complaint::Complaint;
use crate::incoming::{Attachment, Incoming, Ours, Read};

/// Reads one mail. Never fails and never panics: what cannot be read as it should is among the complaints.
pub fn read(raw: &[u8], _ours: &Ours) -> Read {
    unreadable(raw)
}

/// The whole mail as a file.
fn unreadable(raw: &[u8]) -> Read {
    let whole = Attachment {
        name: Some("mail.eml".to_owned()),
        media_type: "message/rfc822".to_owned(),
        bytes: raw.to_vec(),
        inline: false,
    };
    Read { mail: Incoming { attachments: vec![whole], ..Incoming::default() }, complaints: vec![Complaint::Unreadable] }
}
