//! A question comes in.

use crate::app::ATTEMPTS;
use crate::asking::receipt::{Receipt, Taken};
use crate::assigning::routing_step::CONTINUITY;
use crate::assigning::staffing::{Choice, EFFORT_MINUTES, Staffing, Work};
use crate::assigning::subject::{Gate, Likeness, Subject};
use crate::assigning::topics_of::topics_of;
use crate::attaching::claim::Claim;
use crate::attaching::written::Sent;
use crate::policy::{self, Action};
use crate::promises::counting;
use crate::{App, Caller, Refusal, ledger, secrets};
use chrono::{DateTime, Datelike, Utc};
use domain::{
    Decision, DecisionCause, Event, Numbers, OrganisationId, Origin, PersonId, Promises, Question, QuestionDraft,
    Reference, Ticket, TicketEvent, TicketId, TicketTopic, TopicKey, amsterdam_day, fold,
};
use routing::Classification;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use store::arrivals::Known;
use store::{Trouble, Tx};

/// What an attempt does about the room in the weeks of experts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// Takes it for what it was a moment ago: nobody waits for anybody.
    AsFound,
    /// Keeps it from others until this question is stored.
    Held,
}

/// Counts one more question of this sender, or says how long they must wait.
pub type Count<'a> = dyn Fn() -> Result<(), Duration> + Sync + 'a;

/// A question as it arrives: checked, and looked at.
pub(crate) struct Arrival {
    pub question: Question,
    pub(super) classification: Classification,
    /// Of everything that its asker said: the same content under the same key is the same question.
    pub content: [u8; 32],
    /// When it came in; long ago, when it was kept elsewhere since.
    pub(super) received_at: DateTime<Utc>,
    pub(super) letters: Letters,
    /// Of which question it was a part, when the desk splits it off.
    pub part_of: Option<PartOf>,
    /// What comes along.
    pub claim: Claim,
    /// The draft that it was made from, which it ends; by what is stored of its secret.
    pub draft: Option<[u8; 32]>,
}

/// The question that another one was a part of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartOf {
    pub reference: Reference,
    /// When its asker put both.
    pub received_at: DateTime<Utc>,
    /// Through which door.
    pub channel: Origin,
}

impl Arrival {
    /// Does the desk doubt that the question is for it? Not when its asker says what it is about.
    pub(super) fn is_doubted(&self) -> bool {
        self.classification.out_of_scope.flag && self.question.themes.is_empty()
    }
}

/// What was decided about a question before it is stored.
pub(super) struct Routed {
    pub organisation: OrganisationId,
    pub topics: Vec<TicketTopic>,
    pub promises: Promises,
    pub decision: Decision,
    pub tracking_url: String,
    pub now: DateTime<Utc>,
}

/// Who hears that a question came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Letters {
    /// Its asker and its expert; and of the promises it came with, whoever can act.
    Written,
    /// Nobody: it came with many others that were asked before.
    Spared,
}

impl App {
    /// Takes a question in: checked, promised, routed, stored with its letters, or refused with every complaint.
    ///
    /// The same content under the same submission key gives the same ticket, however often it is sent.
    pub async fn submit_question(&self, caller: &Caller, draft: QuestionDraft) -> Result<Receipt, Refusal> {
        self.submit_question_if(caller, draft, Sent::default(), &|| Ok(())).await
    }

    /// The same, if the sender may put one more: `count` is asked just before a question is stored, so that neither a
    /// refusal nor a key that was used before counts. Other content under a used key is a conflict.
    pub async fn submit_question_if(
        &self,
        caller: &Caller,
        draft: QuestionDraft,
        sent: Sent<'_>,
        count: &Count<'_>,
    ) -> Result<Receipt, Refusal> {
        policy::check(&caller.actor, Action::SubmitQuestion)?;
        let claim = self.claim_files(caller, sent).await?;
        let arrival = self.arrival(draft, caller.numbers, self.clock.now(), Letters::Written).await;
        let arrival = Arrival::claiming(arrival, claim)?;
        self.take_in(caller, &arrival, count).await?.answer()
    }

    /// Checks what was typed, as of the day it came in.
    pub(crate) async fn arrival(
        &self,
        draft: QuestionDraft,
        numbers: Numbers,
        received_at: DateTime<Utc>,
        letters: Letters,
    ) -> Result<Arrival, Refusal> {
        let picture = self.picture();
        let question = draft.check(&picture.taxonomy, &picture.geography, amsterdam_day(received_at), numbers)?;
        picture.make_model().await?;
        let classification = picture.classify(&question.subject, &question.body, amsterdam_day(received_at));
        let content = fingerprint(&question);
        Ok(Arrival {
            question,
            classification,
            content,
            received_at,
            letters,
            part_of: None,
            claim: Claim::default(),
            draft: None,
        })
    }

    /// Stores it, unless it is there; tried again when others overtake it.
    pub(crate) async fn take_in(
        &self,
        caller: &Caller,
        arrival: &Arrival,
        count: &Count<'_>,
    ) -> Result<Taken, Refusal> {
        let mut room = Room::AsFound;
        for _ in 0..ATTEMPTS {
            match self.try_to_take_in(caller, arrival, count, room).await {
                Ok(Taken::Overtaken) => {}
                Err(Refusal::Unavailable(why)) if why.trouble == Trouble::Overtaken => {}
                Ok(Taken::Receipt(receipt)) => {
                    self.announce(receipt.reference.ticket);
                    return Ok(Taken::Receipt(receipt));
                }
                other => return other,
            }
            room = Room::Held;
        }
        Ok(Taken::Overtaken)
    }

    /// One transaction: routed, stored, counted in its expert's week, written down and told. `Overtaken` cannot happen while
    /// the room is held.
    async fn try_to_take_in(
        &self,
        caller: &Caller,
        arrival: &Arrival,
        count: &Count<'_>,
        room: Room,
    ) -> Result<Taken, Refusal> {
        let tx = self.store.write().await?;
        let taken = self.take_in_within(&tx, caller, arrival, room, self.clock.now()).await?;
        match taken {
            Taken::UsedKey => {
                tx.rollback().await?;
                let key = arrival.question.submission_key;
                let known = store::tickets::submitted_as(&self.store, key, &arrival.content).await?;
                return Ok(known.map_or(Taken::UsedKey, |ticket| Taken::Receipt(self.receipt_for(&ticket))));
            }
            Taken::Overtaken | Taken::Wait(_) => tx.rollback().await?,
            Taken::Receipt(_) => {
                if let Err(wait) = count() {
                    tx.rollback().await?;
                    return Ok(Taken::Wait(wait));
                }
                tx.commit().await?;
            }
        }
        Ok(taken)
    }

    /// All of it, in a transaction that somebody else ends: a question that was not taken in, leaves nothing to be kept.
    pub(crate) async fn take_in_within(
        &self,
        tx: &Tx,
        caller: &Caller,
        arrival: &Arrival,
        room: Room,
        now: DateTime<Utc>,
    ) -> Result<Taken, Refusal> {
        let question = &arrival.question;
        let known = self.known(tx, question, room, now).await?;
        let (Some(organisation), Some(number)) = (known.organisation, known.number) else { return Ok(Taken::UsedKey) };
        let staffing = self.staffing_of(tx, &known.loads, known.versions).await?;
        let rules = &staffing.picture.promises;
        let promises = match arrival.part_of {
            Some(whole) => counting::on_split(whole.received_at, now, rules),
            None => counting::on_receipt(arrival.received_at, rules),
        };
        let topics = topics_of(&question.groups, &question.themes, &arrival.classification);
        let subject = Subject {
            topics: &topics,
            places: std::iter::once(&question.place).chain(&question.also).collect(),
            language: arrival.classification.language.as_str(),
            organisation: Some(organisation),
            effort_minutes: EFFORT_MINUTES,
            received_at: arrival.received_at,
            answer_due_at: promises.answer.due_at,
            declined_by: Vec::new(),
            conflicts: known.conflicts,
            known_experts: known.earlier,
            gate: Gate::on_receipt(arrival.is_doubted(), &staffing.picture),
            likeness: Likeness::of(&arrival.classification),
        };
        let decision = self.decide(&subject, &staffing, now);
        let tracking_url = self.tracking_url(question.submission_key, 0);
        let routed = Routed { organisation, topics, promises, decision, tracking_url, now };
        let reference = Reference { year: amsterdam_day(arrival.received_at).year(), ticket: number };
        if !self.write_down(tx, caller, arrival, &routed, &staffing, reference).await? {
            return Ok(Taken::Overtaken);
        }
        if let Some(draft) = &arrival.draft {
            store::shared_drafts::delete(tx, draft).await?;
        }
        Ok(Taken::Receipt(Receipt {
            reference,
            tracking_url: routed.tracking_url,
            first_response_due_at: routed.promises.first_response.due_at,
            answer_due_at: routed.promises.answer.due_at,
            is_new: true,
        }))
    }

    /// What must be known of it. An organisation that asks for the first time is learnt first: whether somebody should not
    /// answer it depends on what it is called. Always before the loads are held, or two could wait for each other.
    async fn known(&self, tx: &Tx, question: &Question, room: Room, now: DateTime<Utc>) -> Result<Known, Refusal> {
        let (asker, key, since) = (&question.organisation, question.submission_key, now - CONTINUITY);
        let id_if_new = OrganisationId(self.ids.uuid(now));
        if room == Room::Held {
            store::organisations::learn(tx, id_if_new, asker).await?;
            store::experts::hold_loads(tx).await?;
        }
        let known = store::arrivals::known(tx, asker, key, since).await?;
        if known.is_used || known.organisation.is_some() {
            return Ok(known);
        }
        store::organisations::learn(tx, id_if_new, asker).await?;
        Ok(store::arrivals::known(tx, asker, key, since).await?)
    }

    /// Everything that comes of it, as one; `false` when somebody else came first.
    async fn write_down(
        &self,
        tx: &Tx,
        caller: &Caller,
        arrival: &Arrival,
        routed: &Routed,
        staffing: &Staffing,
        reference: Reference,
    ) -> Result<bool, Refusal> {
        let number = reference.ticket;
        let work = Work::in_full(EFFORT_MINUTES);
        let letters = match arrival.letters {
            Letters::Written => self.first_letters(arrival, routed, staffing, reference),
            Letters::Spared => Vec::new(),
        };
        let all = store::arrivals::Arrival {
            number,
            ticket: &self.new_ticket(caller.origin, arrival, routed, staffing),
            decision: &self.decision_row(number, DecisionCause::Submitted, &routed.decision),
            numbers: &staffing.picture.numbers,
            work: routed.decision.chosen.map(|expert| (staffing.taken(expert, Choice::OfADesk, work), work.counts)),
            events: &arrived(caller, arrival.received_at, (routed.decision.chosen, routed.now), number),
            letters: &letters,
            now: routed.now,
        };
        if !ledger::write_arrival(tx, &all).await? {
            return Ok(false);
        }
        self.give_files(tx, caller, arrival, (number, all.ticket.question.id), routed.now).await?;
        Ok(true)
    }

    /// The receipt of a question that was stored before.
    pub(crate) fn receipt_for(&self, ticket: &Ticket) -> Receipt {
        Receipt {
            reference: ticket.reference,
            tracking_url: self.tracking_url(ticket.submission_key, ticket.link_number),
            first_response_due_at: ticket.promises.first_response.due_at,
            answer_due_at: ticket.promises.answer.due_at,
            is_new: false,
        }
    }
}

/// What the ledger says of a question that came in.
fn arrived(
    caller: &Caller,
    received_at: DateTime<Utc>,
    (chosen, now): (Option<PersonId>, DateTime<Utc>),
    id: TicketId,
) -> Vec<Event> {
    let desk_itself = Caller::system(caller.origin);
    let assigned = |expert| ledger::on_ticket(&desk_itself, id, TicketEvent::Assigned { expert, from: None }, now);
    [
        ledger::on_ticket(caller, id, TicketEvent::Received {}, received_at),
        ledger::on_ticket(&desk_itself, id, TicketEvent::Routed { cause: None, chosen }, now),
    ]
    .into_iter()
    .chain(chosen.map(assigned))
    .collect()
}

/// Everything that somebody said, as it is stored: parts cannot run into each other, topics have no order, and a name in
/// other capitals is the same organisation.
fn fingerprint(question: &Question) -> [u8; 32] {
    let sorted = |topics: &[TopicKey]| topics.iter().map(|topic| topic.0.clone()).collect::<BTreeSet<_>>();
    let (by, contact) = (&question.organisation, &question.contact);
    let mut said = json!([
        question.subject,
        question.body,
        [by.kind.as_str(), &fold(&by.name)],
        question.place,
        [&contact.name, &contact.email],
        contact.phone,
        sorted(&question.groups),
        sorted(&question.themes),
    ]);
    // What was sent before these were asked keeps its fingerprint.
    if let Some(said) = said.as_array_mut().filter(|_| !question.also.is_empty() || question.works_for.is_some()) {
        said.push(json!([question.also, question.works_for]));
    }
    secrets::hash(&said.to_string())
}
