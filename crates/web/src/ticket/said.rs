//! One message about a question (comment, thread), as it stands on the page.

use crate::download::{FileLine, lines};
use domain::{Attachment, Message, MessageKind, moment_in_words};
use rich::Rich;

pub(crate) struct Said {
    /// Its name in addresses.
    pub id: String,
    pub who: String,
    pub what: &'static str,
    pub when: String,
    pub body: Rich,
    pub class: &'static str,
    pub files: Vec<FileLine>,
    /// That it came by mail; to people of the desk only.
    pub mail: Option<MailMark>,
}

/// What is known of a message that came by mail.
pub(crate) struct MailMark {
    /// Who sent it, and whether that is so.
    pub from: String,
    pub is_doubted: bool,
    pub remarks: Vec<String>,
    /// What it quoted; empty where it quoted nothing.
    pub tail: String,
}

/// With those of these files that came with it, below this page.
pub(crate) fn said(message: &Message, files: &[Attachment], page: &str) -> Said {
    Said {
        id: message.id.to_string(),
        mail: None,
        files: lines(files, message.id, page),
        what: message.kind.label(),
        when: moment_in_words(message.sent_at),
        who: message.author_name.clone(),
        body: Rich::of(message.kind, &message.body),
        class: match message.kind {
            MessageKind::Question | MessageKind::AskerReaction => "",
            MessageKind::AskBack | MessageKind::Answer | MessageKind::Interim | MessageKind::Notice => {
                "loket-said--ours"
            }
            MessageKind::Note => "loket-said--note",
        },
    }
}
