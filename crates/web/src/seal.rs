//! What a form about a question carries unseen (CSRF token, optimistic locking, idempotency key), and what is new since.
//!
//! A page holds several forms. One that was refused gets back its own text, in its own fields, with its own errors: the
//! ids of its fields begin with its name.

use app::{App, News, Seen, SeenTicket};
use domain::{ActKey, Message, Recorded, Reference, Ticket, moment_in_words};
use rich::Rich;

/// What a form about a question carries unseen: whose session, which revision was seen, and a key of its own, so that
/// sending it twice does it once.
pub(crate) struct Seal {
    pub token: String,
    pub revision: i32,
    app: App,
}

impl Seal {
    pub(crate) fn of(app: &App, token: String, ticket: &Ticket) -> Self {
        Self { token, revision: ticket.revision, app: app.clone() }
    }

    /// Another one for every form.
    pub(crate) fn key(&self) -> ActKey {
        self.app.new_act_key()
    }
}

/// The question as the sender of a form saw it.
pub(crate) fn seen(reference: Reference, revision: &str, key: &str) -> SeenTicket {
    let seen = match revision.trim() {
        "" => Seen::Whatever,
        revision => revision.parse().map_or(Seen::Unreadable, Seen::Revision),
    };
    SeenTicket { reference, seen, key: key.trim().parse().ok() }
}

/// One thing that is new since the page was opened.
#[derive(Clone)]
pub(crate) struct NewsLine {
    pub head: String,
    /// What was said; none where something was done.
    pub body: Option<Rich>,
}

/// What is new, in the order of the ledger; `line` says what was done.
pub(crate) fn news_lines(news: News, line: impl Fn(&Recorded) -> String) -> Vec<NewsLine> {
    let said = |message: Message| NewsLine {
        head: format!("{} van {}, {}", message.kind.label(), message.author_name, moment_in_words(message.sent_at)),
        body: Some(Rich::of(message.kind, &message.body)),
    };
    let done = news.events.iter().map(|event| NewsLine { head: line(event), body: None });
    news.messages.into_iter().map(said).chain(done).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::TicketId;

    #[test]
    fn what_cannot_be_read_of_a_revision_is_not_taken_for_having_seen_everything() {
        let reference = Reference { year: 2026, ticket: TicketId(1) };
        assert_eq!(seen(reference, "", "").seen, Seen::Whatever);
        assert_eq!(seen(reference, " 3 ", "x").seen, Seen::Revision(3));
        for nonsense in ["x", "3.0", "99999999999"] {
            assert_eq!(seen(reference, nonsense, "").seen, Seen::Unreadable, "{nonsense}");
        }
    }
}
