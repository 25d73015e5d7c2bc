//! Reads a mail from its bytes (parsing).

use crate::body::Body;
use crate::complaint::Complaint;
use crate::cut::{self, About};
use crate::fields::Fields;
use crate::incoming::{Attachment, Incoming, Mailbox, Ours, Read};
use crate::nature;
use crate::results;
use crate::tree::Splitter;
use std::borrow::Cow;
use std::collections::HashSet;
use std::panic::{self, AssertUnwindSafe};

/// Reads one mail. Never fails and never panics: what cannot be read as it should is among the complaints.
pub fn read(raw: &[u8], ours: &Ours) -> Read {
    guarded(raw, |raw| parsed(raw, ours))
}

/// What `parse` makes of a mail, or the whole mail as a file where it panics. The libraries are given nothing but bytes and leave
/// nothing behind: what they do to a mail, they do to that mail alone.
fn guarded(raw: &[u8], parse: impl FnOnce(&[u8]) -> Read) -> Read {
    panic::catch_unwind(AssertUnwindSafe(|| parse(raw))).unwrap_or_else(|_| unreadable(raw))
}

/// The whole mail as a file: what has no headers and holds NUL bytes is no mail, and what a library failed on cannot be read.
fn unreadable(raw: &[u8]) -> Read {
    let whole = Attachment {
        name: Some("bericht.eml".to_owned()),
        media_type: "message/rfc822".to_owned(),
        bytes: raw.to_vec(),
        inline: false,
    };
    Read { mail: Incoming { attachments: vec![whole], ..Incoming::default() }, complaints: vec![Complaint::Unreadable] }
}

fn parsed(raw: &[u8], ours: &Ours) -> Read {
    let mut complaints = Vec::new();
    let raw = with_line_ends(raw, &mut complaints);
    let (fields, content) = Fields::split(without_blank_lines_above(&raw));
    if fields.is_empty() {
        complaints.push(Complaint::NoHeaders);
        if content.contains(&0) {
            return Read { complaints, ..unreadable(&raw) };
        }
    }
    let mut splitter = Splitter::default();
    let node = splitter.split(&fields, content);
    let body = Body::of(&node);
    let subject = fields.text("subject");
    let (in_reply_to, references) = (fields.ids("in-reply-to"), fields.ids("references"));
    let answers = !in_reply_to.is_empty() || !references.is_empty();
    let cut = cut::cut(&body.lines, About { subject: &subject, answers });
    let mut senders = fields.mailboxes("from").into_iter();
    let from = senders.next();
    let mut more_from: Vec<Mailbox> = senders.collect();
    // Of two headers we may read another one than the receiving server did.
    if more_from.is_empty() && fields.all("from").count() > 1 {
        more_from.extend(from.clone());
    }
    complaints.extend(fields.complaints.iter().chain(&splitter.complaints).chain(&body.complaints));
    if !more_from.is_empty() {
        complaints.push(Complaint::SeveralSenders);
    }
    let mut seen = Vec::new();
    complaints.retain(|complaint| {
        !seen.contains(complaint) && {
            seen.push(*complaint);
            true
        }
    });
    let mail = Incoming {
        message_id: fields.ids("message-id").into_iter().next(),
        in_reply_to,
        references,
        from,
        more_from,
        reply_to: fields.mailboxes("reply-to"),
        to: receivers(&fields),
        subject,
        date: fields.date(),
        text: cut.text,
        tail: cut.tail,
        forwarded: cut.forwarded,
        attachments: body.attachments,
        nature: nature::of(&fields, &node, &body.lines, ours),
        results: results::believed(&fields, ours.authserv_id.as_deref()),
    };
    Read { mail, complaints }
}

/// Old programs end lines with a carriage return only.
fn with_line_ends<'raw>(raw: &'raw [u8], complaints: &mut Vec<Complaint>) -> Cow<'raw, [u8]> {
    if raw.contains(&b'\n') || !raw.contains(&b'\r') {
        return Cow::Borrowed(raw);
    }
    complaints.push(Complaint::OldLineEnds);
    Cow::Owned(raw.iter().map(|byte| if *byte == b'\r' { b'\n' } else { *byte }).collect())
}

fn without_blank_lines_above(raw: &[u8]) -> &[u8] {
    let begins = raw.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(raw.len());
    let trimmed = &raw[begins..];
    trimmed.strip_prefix(b"\xef\xbb\xbf").unwrap_or(trimmed)
}

/// Everybody it was sent to, each address once.
fn receivers(fields: &Fields) -> Vec<Mailbox> {
    let mut seen = HashSet::new();
    let headers = ["to", "cc", "delivered-to", "x-original-to"];
    let all = headers.iter().flat_map(|name| fields.mailboxes(name));
    all.filter(|one| seen.insert(one.address.to_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_that_panics_leaves_the_whole_mail_as_a_file() {
        let read = guarded(b"Subject: x", |raw| panic!("{} bytes are too many", raw.len()));
        assert_eq!(read.complaints, [Complaint::Unreadable]);
        assert_eq!(read.mail.attachments[0].bytes, b"Subject: x");
    }
}
