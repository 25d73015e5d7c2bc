//! What somebody had before them when they acted, and what is new since (optimistic concurrency, idempotency keys).
//!
//! Every change of a ticket counts its revision up, but not everything is new to a person. New is what somebody said,
//! and what somebody did to the ticket: topics, another date, another link, who asked, closing, opening again; and, whoever did it,
//! that somebody else has it now. Not new is what the desk does by itself: reminding, noting a broken promise, making
//! texts findable, counting promises again; nor, to an asker, that the desk closed the question because they said nothing:
//! what they say opens it. One's own acts in another window are new as well: the page does not show them.

use crate::answering::read_ticket::shown;
use crate::{App, Caller, Refusal, policy, refusal, secrets};
use domain::{ActKey, Actor, EventKind, Message, Recorded, Reference, Ticket, as_stored};
use serde_json::json;
use store::Reads;

/// A ticket as the sender of an act saw it. A bare [`Reference`] names one that nobody looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenTicket {
    /// Which ticket.
    pub reference: Reference,
    /// As of when.
    pub seen: Seen,
    /// Under which key the act is done: the same act under the same key is done once.
    pub key: Option<ActKey>,
}

/// What was seen of a ticket before acting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Everything until this revision; when something is new since, the act is a conflict.
    Revision(i32),
    /// The act holds whatever happened meanwhile.
    Whatever,
    /// It cannot be read what was seen: always a conflict.
    Unreadable,
}

impl From<Reference> for SeenTicket {
    fn from(reference: Reference) -> Self {
        Self { reference, seen: Seen::Whatever, key: None }
    }
}

/// Most messages that are shown as news, the last ones: all of them stand on the page itself.
const NEWS: u32 = 50;

/// What a ticket's reader has not seen yet, oldest first.
#[derive(Debug, Clone, Default)]
pub struct News {
    /// What was said.
    pub messages: Vec<Message>,
    /// What was done besides.
    pub events: Vec<Recorded>,
}

impl News {
    /// Nothing new?
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.events.is_empty()
    }
}

impl App {
    /// What is new to this reader since a revision. Hidden like [`App::read_ticket`].
    pub async fn news_since(&self, caller: &Caller, reference: Reference, revision: i32) -> Result<News, Refusal> {
        let ticket = self.ticket(&self.store, caller, reference).await?;
        news(&self.store, caller, &ticket, revision).await
    }

    /// A key for an act that a form shown now may ask for.
    pub fn new_act_key(&self) -> ActKey {
        ActKey(self.ids.uuid(self.clock.now()))
    }
}

/// A conflict, unless the caller has seen everything that matters.
pub(crate) async fn check(from: &impl Reads, caller: &Caller, ticket: &Ticket, seen: Seen) -> Result<(), Refusal> {
    let seen = match seen {
        Seen::Revision(seen) => seen,
        Seen::Whatever => return Ok(()),
        Seen::Unreadable => return Err(refusal::moved_on()),
    };
    if seen == ticket.revision {
        return Ok(());
    }
    let ever_was = (0..ticket.revision).contains(&seen);
    if ever_was && news(from, caller, ticket, seen).await?.is_empty() {
        return Ok(());
    }
    Err(refusal::moved_on())
}

/// Who did what with which words, as a fingerprint: parts cannot run into each other.
pub(crate) fn fingerprint(caller: &Caller, said: &[&str]) -> [u8; 32] {
    let who = match &caller.actor {
        Actor::Staff { id, .. } => id.to_string(),
        Actor::Asker(_) => "asker".to_owned(),
        Actor::Anonymous => "anonymous".to_owned(),
        Actor::System => "system".to_owned(),
    };
    // Browsers send other line ends than programs, and some systems other accents: what is stored alike is the same.
    let said: Vec<String> = said.iter().map(|part| as_stored(part)).collect();
    secrets::hash(&json!([who, said]).to_string())
}

async fn news(from: &impl Reads, caller: &Caller, ticket: &Ticket, revision: i32) -> Result<News, Refusal> {
    let inside = policy::check(&caller.actor, policy::Action::ReadInside(ticket)).is_ok();
    let mut events = store::events::since(from, ticket.id, revision).await?;
    events.retain(|event| if inside { is_news(event) } else { is_news_to_the_asker(event) });
    let messages = store::messages::since(from, ticket.id, shown(inside), revision, NEWS).await?;
    Ok(News { messages, events })
}

/// What comes with a message (answered, noted, …) is told by that message.
fn is_news(event: &Recorded) -> bool {
    match event.kind() {
        Some(
            EventKind::Assigned
            | EventKind::Released
            | EventKind::Closed
            | EventKind::Referred
            | EventKind::Merged
            | EventKind::Unmerged
            | EventKind::SplitOff
            | EventKind::Reopened,
        ) => true,
        Some(
            EventKind::TopicsSet
            | EventKind::OriginCorrected
            | EventKind::DeadlineMoved
            | EventKind::PolicySet
            | EventKind::TrackingLinkRenewed
            | EventKind::ContactCorrected,
        ) => event.actor() != Some(&Actor::System),
        Some(_) => false,
        // Of another version of the program: whoever acts looks at it first.
        None => true,
    }
}

fn is_news_to_the_asker(event: &Recorded) -> bool {
    match event.kind() {
        Some(EventKind::Closed) => event.actor() != Some(&Actor::System),
        Some(EventKind::Referred | EventKind::Merged | EventKind::Unmerged | EventKind::Reopened) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::fingerprint;
    use crate::Caller;
    use domain::{Actor, Origin, TicketId};

    #[test]
    fn words_that_move_from_one_field_to_another_are_other_words() {
        let asker = Caller::new(Actor::Asker(TicketId(1)), Origin::Web);
        let system = Caller::system(Origin::Web);
        assert_ne!(fingerprint(&asker, &["ab", "c"]), fingerprint(&asker, &["a", "bc"]));
        assert_ne!(fingerprint(&asker, &["a"]), fingerprint(&system, &["a"]));
        assert_eq!(fingerprint(&asker, &["\u{e9}\r\nb "]), fingerprint(&asker, &["e\u{301}\nb"]));
        assert_ne!(fingerprint(&asker, &["a\0"]), fingerprint(&asker, &["b\0"]));
    }
}
