//! What every text of a letter is made of (template context): the question it is about, a subject and paragraphs.

use super::language::language;
use chrono::{DateTime, Utc};
use domain::{Reference, Ticket, TicketId};
use routing::Language;

/// How whoever gets a letter answers it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Answered {
    /// By answering it, or on that page.
    ByMail,
    /// On the page that its link leads to.
    #[default]
    ByLink,
}

/// The question that a letter is about.
#[derive(Clone, Copy)]
pub(crate) struct About<'a> {
    pub ticket: TicketId,
    pub reference: Reference,
    pub subject: &'a str,
    /// In which it was asked: its asker is written to in the same.
    pub language: Language,
    /// When the first of its promises ends that run.
    pub due_at: Option<DateTime<Utc>>,
    /// How this letter is answered; its frame says so.
    pub answered: Answered,
}

impl About<'_> {
    /// Says this where letters are answered by mail, and that where they are not.
    pub(super) fn when_answered<'t>(&self, by_mail: &'t str, by_link: &'t str) -> &'t str {
        match self.answered {
            Answered::ByMail => by_mail,
            Answered::ByLink => by_link,
        }
    }
}

impl<'a> From<&'a Ticket> for About<'a> {
    fn from(ticket: &'a Ticket) -> Self {
        let language = language(&ticket.language);
        Self {
            ticket: ticket.id,
            reference: ticket.reference,
            subject: &ticket.subject,
            language,
            due_at: ticket.promises.first_due().map(|(_, due_at)| due_at),
            answered: Answered::default(),
        }
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

    /// A letter to the asker. All about one question have one subject, so that every mail program keeps them together.
    pub(super) fn to_asker(about: &About<'_>, paragraphs: impl IntoIterator<Item = String>) -> Self {
        Self::new(about.subject.to_owned(), paragraphs)
    }
}
