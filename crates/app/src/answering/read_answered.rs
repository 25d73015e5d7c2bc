//! What the desk answered before (knowledge base), for every expert: the question and its answer, without who asked it.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use chrono::{DateTime, Utc};
use domain::{MessageKind, OrganisationKind, Place, Reference, Standing, Ticket, TopicKey, without_asker};
use store::messages::Shown;

/// Messages shown of an answered question; hardly any has more.
const MOST: u32 = 200;

/// An answered question, as whoever did not answer it reads it. Who asked it, in person, is nowhere in it, and neither are
/// notes: those were written for who had the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredQuestion {
    /// What people call it.
    pub reference: Reference,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub standing: Standing,
    /// Who asked: the organisation.
    pub organisation_name: String,
    /// What sort of organisation.
    pub organisation_kind: OrganisationKind,
    /// From where.
    pub place: Place,
    /// Groups and themes.
    pub topics: Vec<TopicKey>,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// What was said, oldest first.
    pub said: Vec<SaidBefore>,
}

/// One thing said about an answered question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidBefore {
    /// What sort.
    pub kind: MessageKind,
    /// Who of the desk said it; none: its asker.
    pub by: Option<String>,
    /// What.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl App {
    /// An answered question of the whole desk. Hidden where there is none, where it is open, and where the reader may not
    /// read it: all three look alike.
    pub async fn read_answered(&self, caller: &Caller, reference: Reference) -> Result<AnsweredQuestion, Refusal> {
        let scope = policy::answered_scope(&caller.actor, self.settings.reading);
        let found = store::tickets::find(&self.store, reference.ticket, &scope).await?;
        let ticket = found.filter(|ticket| ticket.reference == reference).ok_or(Refusal::Hidden)?;
        policy::check(&caller.actor, Action::ReadAnswered(&ticket))?;
        let (messages, _) = store::messages::page(&self.store, ticket.id, Shown::ToAsker, MOST, None).await?;
        let said = messages.into_iter().map(|message| SaidBefore {
            by: message.author.map(|_| message.author_name),
            kind: message.kind,
            text: without_asker(&message.body, &ticket.contact),
            at: message.sent_at,
        });
        Ok(answered(&ticket, said.collect()))
    }
}

fn answered(ticket: &Ticket, said: Vec<SaidBefore>) -> AnsweredQuestion {
    AnsweredQuestion {
        reference: ticket.reference,
        subject: without_asker(&ticket.subject, &ticket.contact),
        standing: ticket.standing,
        organisation_name: ticket.organisation_name.clone(),
        organisation_kind: ticket.organisation_kind,
        place: ticket.place.clone(),
        topics: ticket.topic_keys(),
        received_at: ticket.received_at,
        said,
    }
}
