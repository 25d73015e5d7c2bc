//! An answered question becomes the begin of an answer for everybody, in one step: without who asked, and with a mark
//! wherever something was left out.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use domain::{
    Answer, AnswerChange, AnswerId, AnswerStanding, AnswerStep, AnswerText, AnswerVersion, AskedBy, DeskEvent,
    MessageKind, PersonId, Reference, Ticket, TicketId, TicketTopic, TopicKey, without_traces,
};
use store::messages::Shown;

/// Messages of a question that are looked at; hardly any has more.
const MOST: u32 = 200;
/// Longest question that a subject becomes, in characters.
const QUESTION_MAX: usize = 200;

impl App {
    /// Begins an answer of an answered question, or of nothing. Of a question there is one: whoever begins it again gets that.
    pub async fn make_answer(&self, caller: &Caller, of: Option<Reference>) -> Result<AnswerId, Refusal> {
        policy::check(&caller.actor, Action::WriteAnswers)?;
        let author = caller.actor.person().ok_or(Refusal::Unauthenticated)?;
        let (ticket, text) = match of {
            Some(reference) => {
                let ticket = self.answered_ticket(caller, reference).await?;
                if let Some(made) = store::answers::of_ticket(&self.store, ticket.id).await? {
                    return Ok(made);
                }
                (Some(ticket.id), self.begin_of(&ticket).await?)
            }
            None => (None, AnswerText { question: "Nieuw antwoord".to_owned(), ..AnswerText::default() }),
        };
        self.begin_answer(caller, author, ticket, text).await
    }

    pub(crate) async fn begin_answer(
        &self,
        caller: &Caller,
        author: PersonId,
        ticket: Option<TicketId>,
        text: AnswerText,
    ) -> Result<AnswerId, Refusal> {
        let now = self.clock.now();
        let id = AnswerId(self.ids.uuid(now));
        let answer = Answer { id, key: None, owner: author, ticket, first_published_at: None, changed_at: None };
        let first = AnswerVersion {
            answer: id,
            number: 1,
            standing: AnswerStanding::Draft { sent_back: None },
            text,
            author,
            written_at: now,
            revision: 1,
        };
        let tx = self.store.write().await?;
        store::answers::insert(&tx, &answer, &first).await?;
        let change = AnswerChange { answer: id, version: 1, did: AnswerStep::Made };
        ledger::write_at_desk(&tx, caller, DeskEvent::AnswersChanged(change), now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// A question that was answered and that the caller may answer for: reading it is not enough to make it everybody's.
    async fn answered_ticket(&self, caller: &Caller, reference: Reference) -> Result<Ticket, Refusal> {
        let ticket = self.ticket(&self.store, caller, reference).await?;
        policy::check(&caller.actor, Action::Reply(&ticket))?;
        if ticket.first_answered_at.is_none() {
            return Err(Refusal::Conflict("Deze vraag is nog niet beantwoord.".to_owned()));
        }
        if ticket.texts_erased_at.is_some() {
            return Err(Refusal::Conflict("Van deze vraag zijn de teksten gewist.".to_owned()));
        }
        Ok(ticket)
    }

    /// What the subject and the last answer say, without who asked.
    async fn begin_of(&self, ticket: &Ticket) -> Result<AnswerText, Refusal> {
        let (messages, _) = store::messages::page(&self.store, ticket.id, Shown::ToAsker, MOST, None).await?;
        let asked_by = asked_by(ticket);
        let question: String = ticket.subject.chars().take(QUESTION_MAX).collect();
        let answer = messages.iter().rev().find(|message| message.kind == MessageKind::Answer);
        Ok(AnswerText {
            question: without_traces(&question, Some(asked_by)),
            body: answer.map(|answer| without_traces(&answer.body, Some(asked_by))).unwrap_or_default(),
            topics: main_first(&ticket.topics),
            ..AnswerText::default()
        })
    }

    /// The question that an answer was made of, while it is known who asked it.
    pub(crate) async fn ticket_of_answer(
        &self,
        from: &impl store::Reads,
        answer: &Answer,
    ) -> Result<Option<Ticket>, Refusal> {
        let Some(ticket) = answer.ticket else { return Ok(None) };
        let found = store::tickets::find(from, ticket, &store::Scope::Everything).await?;
        Ok(found.filter(|ticket| ticket.contact_erased_at.is_none()))
    }
}

/// Who asked a question, to be looked for.
pub(crate) fn asked_by(ticket: &Ticket) -> AskedBy<'_> {
    AskedBy {
        contact: &ticket.contact,
        organisation: &ticket.organisation_name,
        works_for: ticket.works_for.as_deref(),
    }
}

fn main_first(topics: &[TicketTopic]) -> Vec<TopicKey> {
    let mut topics: Vec<&TicketTopic> = topics.iter().collect();
    topics.sort_by_key(|topic| (!topic.primary, topic.axis == domain::Axis::Group));
    topics.into_iter().map(|topic| topic.key.clone()).collect()
}
