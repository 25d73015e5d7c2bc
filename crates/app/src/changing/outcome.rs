//! What a verb wants to happen to a ticket: rows, message, events and letters of one change.

use crate::letters::Asks;
use domain::{DraftKind, Message, SentFile, TicketEvent};
use store::incoming::TakesMail;
use store::jobs::Job;
use store::tickets::TicketChange;

/// What a verb wants to happen to a ticket; [`crate::App::finish_change`] makes it happen as one transaction.
#[derive(Default)]
pub(crate) struct Outcome {
    pub change: TicketChange,
    pub message: Option<Message>,
    pub events: Vec<TicketEvent>,
    /// Letters to the asker.
    pub letters: Vec<Job>,
    /// What the people of the desk should hear; to whom, is decided when the rest is stored.
    pub tell: Option<Tell>,
    /// What its sender was writing, which this sends.
    pub ends_draft: Option<DraftKind>,
    /// What comes with the message.
    pub files: Vec<SentFile>,
    /// The mail that the message came as.
    pub mail: Option<TakesMail>,
}

impl Outcome {
    pub(crate) fn event(&mut self, what: TicketEvent) {
        self.events.push(what);
    }

    /// These come with the message.
    pub(crate) fn attach(&mut self, files: Vec<SentFile>) {
        self.events.extend(files.iter().map(added));
        self.files = files;
    }
}

/// That a file came.
pub(crate) fn added(file: &SentFile) -> TicketEvent {
    TicketEvent::FileAdded { media_type: file.media_type.clone(), bytes: file.bytes }
}

/// What should be told of a change.
pub(crate) enum Tell {
    /// Somebody has the question now, for this reason.
    Assigned { why: String },
    /// The asker wrote this.
    Reacted { text: String, asks: Asks },
}
