//! A question comes in.

use crate::letters::{About, Content};
use crate::policy::{self, Action};
use crate::routing_step::{Choice, EFFORT_MINUTES, Gate, Subject, Work, topics_of};
use crate::{ATTEMPTS, App, Caller, Refusal, promises, secrets};
use chrono::{DateTime, Datelike, Utc};
use domain::{
    Actor, Deadline, DecisionCause, Event, EventKind, Message, MessageId, MessageKind, Metric, OrganisationId,
    Question, QuestionDraft, Reference, SubmissionKey, Ticket, TicketStatus, amsterdam_day, find_personal_data,
};
use routing::Classification;
use serde_json::json;
use std::time::Duration;
use store::tickets::NewTicket;
use store::{Trouble, Unavailable};

/// What the asker gets back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What to say over the phone.
    pub reference: Reference,
    /// The asker's own link, with its secret.
    pub tracking_url: String,
    /// By when somebody reacts.
    pub first_response_due_at: DateTime<Utc>,
    /// By when there is an answer.
    pub answer_due_at: DateTime<Utc>,
    /// False when the same submission key had been used before: this is the earlier ticket's receipt.
    pub is_new: bool,
}

/// What an attempt does about the room in the weeks of experts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    /// Takes it for what it was a moment ago: nobody waits for anybody.
    AsFound,
    /// Keeps it from others until this question is stored.
    Held,
}

/// Counts one more question of this sender, or says how long they must wait.
pub type Count<'a> = dyn Fn() -> Result<(), Duration> + Sync + 'a;

/// What became of one try to store a question.
enum Taken {
    /// It is stored; or a question with its key was, before.
    Receipt(Receipt),
    /// Its sender must wait this long first.
    Wait(Duration),
    /// The chosen expert's week was filled by somebody else's question at the same moment.
    Overtaken,
}

impl App {
    /// Takes a question in: checked, promised, routed, stored with its letters, or refused with every complaint.
    ///
    /// The same submission key gives the same ticket, however often it is sent.
    pub async fn submit_question(&self, caller: &Caller, draft: QuestionDraft) -> Result<Receipt, Refusal> {
        let taken = self.submit_question_if(caller, draft, &|| Ok(())).await?;
        taken.map_err(|_| Refusal::Internal("nobody counted, and still somebody was to wait".to_owned()))
    }

    /// The same, if the sender may put one more: `count` is asked just before a question is stored, so that neither a
    /// refusal nor a key that was used before counts. `Err` within says how long to wait.
    pub async fn submit_question_if(
        &self,
        caller: &Caller,
        draft: QuestionDraft,
        count: &Count<'_>,
    ) -> Result<Result<Receipt, Duration>, Refusal> {
        policy::check(&caller.actor, Action::SubmitQuestion)?;
        let now = self.clock.now();
        let desk = self.desk();
        let question = draft.check(&desk.taxonomy, &desk.geography, amsterdam_day(now), caller.numbers)?;
        let classification = desk.classifier.classify(&question.subject, &question.body);
        let mut room = Room::AsFound;
        for _ in 0..ATTEMPTS {
            match self.try_to_submit(caller, &question, &classification, count, now, room).await {
                Ok(Taken::Receipt(receipt)) => {
                    self.announce(receipt.reference.ticket);
                    return Ok(Ok(receipt));
                }
                Ok(Taken::Wait(wait)) => return Ok(Err(wait)),
                Ok(Taken::Overtaken) => {}
                Err(Refusal::Unavailable(why)) if why.trouble == Trouble::Overtaken => {}
                Err(refusal) => return Err(refusal),
            }
            room = Room::Held;
        }
        // A new question is nobody else's: whoever sends it only has to send it again.
        let detail = format!("overtaken {ATTEMPTS} times by other questions");
        Err(Refusal::Unavailable(Unavailable { trouble: Trouble::Overtaken, detail }))
    }

    /// `Overtaken` cannot happen while the room is held.
    async fn try_to_submit(
        &self,
        caller: &Caller,
        question: &Question,
        classification: &Classification,
        count: &Count<'_>,
        now: DateTime<Utc>,
        room: Room,
    ) -> Result<Taken, Refusal> {
        let tx = self.store.write().await?;

        let organisation =
            store::organisations::learn(&tx, OrganisationId(self.ids.uuid(now)), &question.organisation).await?;
        if room == Room::Held {
            store::experts::hold_loads(&tx).await?;
        }
        let staffing = self.staffing(&tx).await?;
        let rules = &staffing.desk.promises;
        let deadlines = promises::on_receipt(now, rules);
        let topics = topics_of(&question.groups, &question.themes, classification);
        let out_of_scope = classification.out_of_scope.flag && question.themes.is_empty();
        let decision = self.decide(
            &Subject {
                topics: &topics,
                place: &question.place,
                language: classification.language.as_str(),
                organisation: Some(organisation),
                effort_minutes: EFFORT_MINUTES,
                received_at: now,
                answer_due_at: due(&deadlines, Metric::Answer, now),
                declined_by: Vec::new(),
                conflicts: store::conflicts::of(&tx, organisation).await?,
                known_experts: self.known_experts(&tx, organisation).await?,
                gate: Gate::on_receipt(out_of_scope, &staffing.desk),
            },
            &staffing,
            now,
        );

        let tracking_url = self.tracking_url(question.submission_key, 0);
        let secret = tracking_url.rsplit('/').next().unwrap_or_default();
        let new = NewTicket {
            submission_key: question.submission_key,
            tracking_hash: secrets::hash(secret),
            subject: question.subject.clone(),
            status: if decision.chosen.is_some() { TicketStatus::Assigned } else { TicketStatus::Unassigned },
            received_at: now,
            organisation,
            organisation_kind: question.organisation.kind,
            place: question.place.clone(),
            contact: question.contact.clone(),
            language: classification.language.as_str().to_owned(),
            out_of_scope,
            policy: promises::STANDARD.to_owned(),
            topics,
            assignee: decision.chosen,
            routing_summary: decision.summary.clone(),
            effort_minutes: EFFORT_MINUTES,
            has_personal_data: [&question.subject, &question.body]
                .iter()
                .any(|text| !find_personal_data(text).is_empty()),
            deadlines: deadlines.clone(),
            triage_due_at: decision.chosen.is_none().then(|| promises::triage_due(now, &rules.calendar)),
            question: Message {
                id: MessageId(self.ids.uuid(now)),
                kind: MessageKind::Question,
                author: None,
                author_name: question.contact.name.clone(),
                body: question.body.clone(),
                sent_at: now,
            },
        };
        let Some(id) = store::tickets::insert(&tx, &new).await? else {
            tx.rollback().await?;
            return self.receipt_of(question.submission_key).await.map(Taken::Receipt);
        };
        let chosen = decision.chosen.map(|expert| (expert, Choice::OfADesk));
        if !self.move_work(&tx, &staffing, None, chosen, Work::in_full(EFFORT_MINUTES), now).await? {
            tx.rollback().await?;
            return Ok(Taken::Overtaken);
        }
        store::decisions::insert(&tx, &self.decision_row(id, DecisionCause::Submitted, &decision)).await?;

        let reference = Reference { year: amsterdam_day(now).year(), ticket: id };
        let event = |kind, actor: &Actor, detail| Event {
            ticket: Some(id),
            kind,
            at: now,
            actor: actor.clone(),
            origin: caller.origin,
            detail,
        };
        let mut events = vec![
            (event(EventKind::Received, &caller.actor, json!({})), 1),
            (event(EventKind::Routed, &Actor::System, json!({ "chosen": decision.chosen })), 0),
        ];
        let about = About { ticket: id, reference, subject: &question.subject };
        let mut letters = vec![self.receipt_letter(&about, (&question.contact).into(), &deadlines, &tracking_url, now)];
        if let Some(expert) = decision.chosen {
            events.push((event(EventKind::Assigned, &Actor::System, json!({ "expert": expert })), 0));
            // Of everybody it was just asked whether they are there and may have it: see `may_be_told`.
            if let Some(person) = staffing.desk.people.get(&expert) {
                let content = Content { question: &question.body, reaction: None };
                let why = &decision.summary;
                letters.push(self.assignment_letter(&about, person.into(), None, why, &deadlines, content, now));
            }
        }
        store::events::append(&tx, &events).await?;
        store::jobs::enqueue(&tx, &letters, now).await?;
        if let Err(wait) = count() {
            tx.rollback().await?;
            return Ok(Taken::Wait(wait));
        }
        tx.commit().await?;

        Ok(Taken::Receipt(Receipt {
            reference,
            tracking_url,
            first_response_due_at: due(&deadlines, Metric::FirstResponse, now),
            answer_due_at: due(&deadlines, Metric::Answer, now),
            is_new: true,
        }))
    }

    /// The receipt of a ticket that was submitted before under this key.
    async fn receipt_of(&self, key: SubmissionKey) -> Result<Receipt, Refusal> {
        let ticket = store::tickets::by_submission_key(&self.store, key).await?.ok_or(Refusal::Hidden)?;
        Ok(self.receipt_for(&ticket, false))
    }

    pub(crate) fn receipt_for(&self, ticket: &Ticket, is_new: bool) -> Receipt {
        Receipt {
            reference: ticket.reference,
            tracking_url: self.tracking_url(ticket.submission_key, ticket.link_number),
            first_response_due_at: due(&ticket.deadlines, Metric::FirstResponse, ticket.received_at),
            answer_due_at: due(&ticket.deadlines, Metric::Answer, ticket.received_at),
            is_new,
        }
    }
}

fn due(deadlines: &[Deadline], metric: Metric, otherwise: DateTime<Utc>) -> DateTime<Utc> {
    deadlines.iter().find(|deadline| deadline.metric == metric).map_or(otherwise, |deadline| deadline.due_at)
}
