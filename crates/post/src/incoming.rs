//! What a mail is to the desk, once it was read (an incoming message).

use crate::complaint::Complaint;

/// What must be known of the desk to read its mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ours {
    /// The name under which the receiving server writes `Authentication-Results`. Without it nobody's are believed.
    pub authserv_id: Option<String>,
    /// What stands behind the `@` of the Message-IDs that the desk gives its letters.
    pub domain: String,
    /// The desk's own addresses, without what may stand behind a `+`.
    pub addresses: Vec<String>,
}

/// A mail, and what could not be read in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// What was read.
    pub mail: Incoming,
    /// What could not be read as it should, each once, and how it was dealt with.
    pub complaints: Vec<Complaint>,
}

/// One mail, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Incoming {
    /// `Message-ID`, without its angle brackets, like all ids here.
    pub message_id: Option<String>,
    /// The mails that this one says it answers.
    pub in_reply_to: Vec<String>,
    /// The thread it says it belongs to, the oldest first.
    pub references: Vec<String>,
    /// Who says to have written it. Whether that is so: [`Incoming::verdict`].
    pub from: Option<Mailbox>,
    /// Who else says to have written it. Such a mail never passes.
    pub more_from: Vec<Mailbox>,
    /// Where answers are asked to go.
    pub reply_to: Vec<Mailbox>,
    /// Everybody it was sent to (`To`, `Cc`, `Delivered-To`, `X-Original-To`), each address once.
    pub to: Vec<Mailbox>,
    /// The subject, decoded, on one line.
    pub subject: String,
    /// When it was written, by the sender's clock: seconds since 1970, UTC.
    pub date: Option<i64>,
    /// What is new in it: lines end in `\n`, no line holds control characters, none is blank at either end.
    pub text: String,
    /// What was quoted or forwarded, and the line a telephone adds. With `text` it holds everything that was said.
    pub tail: String,
    /// The tail was passed on, rather than answered.
    pub forwarded: bool,
    /// Every part that is not its text, as it came.
    pub attachments: Vec<Attachment>,
    /// Whether a person wrote it.
    pub nature: Nature,
    /// What the receiving server found of the sender; empty where its name is not known or it found nothing.
    pub results: Vec<AuthResult>,
}

/// Somebody with an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// What they are called, where it says.
    pub name: Option<String>,
    /// Their address, as written.
    pub address: String,
}

/// A file that came along.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, where it has one: the last part of a path, without control characters.
    pub name: Option<String>,
    /// What it says to be, in lower case (`application/pdf`). Nobody looked.
    pub media_type: String,
    /// Its bytes, decoded.
    pub bytes: Vec<u8>,
    /// It belongs inside the text, such as a picture in a signature.
    pub inline: bool,
}

/// What the receiving server found by one method.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthResult {
    /// How it looked, in lower case: `dmarc`, `dkim`, `spf` …
    pub method: String,
    /// What it found, in lower case: `pass`, `fail`, `none` …
    pub result: String,
    /// What it looked at: (`header.from`, `gemeente.example`), the name in lower case.
    pub properties: Vec<(String, String)>,
}

/// Who or what wrote a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Nature {
    /// A person, as far as can be seen.
    #[default]
    Personal,
    /// A program that answers or notifies by itself.
    AutoReply {
        /// It says that somebody is away.
        out_of_office: bool,
    },
    /// A server that could not deliver a letter.
    Bounce(Bounce),
    /// A mailing list.
    List,
    /// Mail to many at once.
    Bulk,
    /// The desk itself: a letter of ours that came back, or anything that says to come from an address of the desk.
    Own,
}

/// What could not be delivered (a delivery status notification).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bounce {
    /// Whom it did not reach. Never empty: where the server does not say, there is one without address.
    pub failed: Vec<FailedRecipient>,
    /// The `Message-ID` of the letter.
    pub original_message_id: Option<String>,
}

/// Somebody whom a letter did not reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FailedRecipient {
    /// Their address.
    pub address: Option<String>,
    /// Why, as a number (RFC 3463): `5.1.1`.
    pub status: Option<String>,
    /// Why, in the words of a server.
    pub diagnostic: Option<String>,
    /// Trying again will not help.
    pub permanent: bool,
}
