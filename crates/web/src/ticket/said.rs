//! One message about a question (comment, thread), as it stands on the page.

use crate::rich::Rich;
use domain::{Message, MessageKind, moment_in_words};

pub(crate) struct Said {
    pub who: String,
    pub what: &'static str,
    pub when: String,
    pub body: Rich,
    pub class: &'static str,
}

pub(crate) fn said(message: &Message) -> Said {
    Said {
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
