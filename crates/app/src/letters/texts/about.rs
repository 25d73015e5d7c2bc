//! What every text of a letter is made of (template context): the question it is about, a subject and paragraphs.

use domain::{Reference, Ticket, TicketId};

/// The question that a letter is about.
pub(crate) struct About<'a> {
    pub ticket: TicketId,
    pub reference: Reference,
    pub subject: &'a str,
}

impl<'a> From<&'a Ticket> for About<'a> {
    fn from(ticket: &'a Ticket) -> Self {
        Self { ticket: ticket.id, reference: ticket.reference, subject: &ticket.subject }
    }
}

/// Subject and body of a letter, without its frame.
pub(crate) struct Text {
    pub subject: String,
    pub body: String,
}

impl Text {
    /// Paragraphs with an empty line between them; those that say nothing are left out.
    pub(super) fn new(subject: String, paragraphs: impl IntoIterator<Item = String>) -> Self {
        let said: Vec<String> = paragraphs.into_iter().filter(|paragraph| !paragraph.trim().is_empty()).collect();
        Self { subject, body: said.join("\n\n") }
    }
}
