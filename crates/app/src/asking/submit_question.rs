//! A question comes in.

use crate::app::ATTEMPTS;
use crate::assigning::routing_step::CONTINUITY;
use crate::assigning::staffing::{Choice, EFFORT_MINUTES, Staffing, Work};
use crate::assigning::subject::{Gate, Likeness, Subject};
use crate::assigning::topics_of::topics_of;
use crate::letters::{About, Assignment, Content, Receipt as ReceiptLetter, Says};
use crate::policy::{self, Action};
use crate::promises::counting;
use crate::refusal::Limit;
use crate::{App, Caller, Refusal, ledger, refusal, secrets};
use chrono::{DateTime, Datelike, Utc};
use domain::{
    Decision, DecisionCause, Event, Message, MessageId, MessageKind, Numbers, OrganisationId, Promises, Question,
    QuestionDraft, Reference, Standing, Ticket, TicketEvent, TicketId, TicketTopic, TopicKey, amsterdam_day,
    find_personal_data, fold,
};
use routing::Classification;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use store::arrivals::Known;
use store::jobs::Job;
use store::tickets::NewTicket;
use store::{Trouble, Tx, Unavailable};

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

/// A question as it arrives: checked, and looked at.
pub(crate) struct Arrival {
    pub question: Question,
    classification: Classification,
    /// Of everything that its asker said: the same content under the same key is the same question.
    pub content: [u8; 32],
    /// When it came in; long ago, when it was kept elsewhere since.
    received_at: DateTime<Utc>,
    letters: Letters,
}

impl Arrival {
    /// Does the desk doubt that the question is for it? Not when its asker says what it is about.
    fn is_doubted(&self) -> bool {
        self.classification.out_of_scope.flag && self.question.themes.is_empty()
    }
}

/// What was decided about a question before it is stored.
struct Routed {
    organisation: OrganisationId,
    topics: Vec<TicketTopic>,
    promises: Promises,
    decision: Decision,
    tracking_url: String,
    now: DateTime<Utc>,
}

/// Who hears that a question came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Letters {
    /// Its asker and its expert; and of the promises it came with, whoever can act.
    Written,
    /// Nobody: it came with many others that were asked before.
    Spared,
}

/// What became of taking a question in.
pub(crate) enum Taken {
    /// It is stored; or it was, before, under its key.
    Receipt(Receipt),
    /// Its sender must wait this long first.
    Wait(Duration),
    /// The chosen expert's week was filled by somebody else's question at the same moment.
    Overtaken,
    /// Its key was used for another question.
    UsedKey,
}

impl Taken {
    /// What its sender is told.
    pub(crate) fn answer(self) -> Result<Receipt, Refusal> {
        match self {
            Self::Receipt(receipt) => Ok(receipt),
            Self::Wait(wait) => Err(Refusal::Limited(Limit::Sender, wait)),
            Self::UsedKey => Err(refusal::used_submission_key()),
            Self::Overtaken => Err(overtaken()),
        }
    }
}

impl App {
    /// Takes a question in: checked, promised, routed, stored with its letters, or refused with every complaint.
    ///
    /// The same content under the same submission key gives the same ticket, however often it is sent.
    pub async fn submit_question(&self, caller: &Caller, draft: QuestionDraft) -> Result<Receipt, Refusal> {
        self.submit_question_if(caller, draft, &|| Ok(())).await
    }

    /// The same, if the sender may put one more: `count` is asked just before a question is stored, so that neither a
    /// refusal nor a key that was used before counts. Other content under a used key is a conflict.
    pub async fn submit_question_if(
        &self,
        caller: &Caller,
        draft: QuestionDraft,
        count: &Count<'_>,
    ) -> Result<Receipt, Refusal> {
        policy::check(&caller.actor, Action::SubmitQuestion)?;
        let arrival = self.arrival(draft, caller.numbers, self.clock.now(), Letters::Written).await?;
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
        let classification = picture.classifier.classify(&question.subject, &question.body);
        let content = fingerprint(&question);
        Ok(Arrival { question, classification, content, received_at, letters })
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
        let (question, now) = (&arrival.question, self.clock.now());
        let tx = self.store.write().await?;
        let known = self.known(&tx, question, room, now).await?;
        let (Some(organisation), Some(number)) = (known.organisation, known.number) else {
            tx.rollback().await?;
            let known = store::tickets::submitted_as(&self.store, question.submission_key, &arrival.content).await?;
            return Ok(known.map_or(Taken::UsedKey, |ticket| Taken::Receipt(self.receipt_for(&ticket))));
        };
        let staffing = self.staffing_of(&tx, &known.loads, known.versions).await?;
        let promises = counting::on_receipt(arrival.received_at, &staffing.picture.promises);
        let topics = topics_of(&question.groups, &question.themes, &arrival.classification);
        let subject = Subject {
            topics: &topics,
            place: &question.place,
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
        if !self.write_down(&tx, caller, arrival, &routed, &staffing, reference).await? {
            tx.rollback().await?;
            return Ok(Taken::Overtaken);
        }
        if let Err(wait) = count() {
            tx.rollback().await?;
            return Ok(Taken::Wait(wait));
        }
        tx.commit().await?;
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
            ticket: &self.new_ticket(arrival, routed, staffing),
            decision: &self.decision_row(number, DecisionCause::Submitted, &routed.decision),
            numbers: &staffing.picture.numbers,
            work: routed.decision.chosen.map(|expert| (staffing.taken(expert, Choice::OfADesk, work), work.counts)),
            events: &arrived(caller, arrival, routed, number),
            letters: &letters,
            now: routed.now,
        };
        ledger::write_arrival(tx, &all).await
    }

    fn new_ticket(&self, arrival: &Arrival, routed: &Routed, staffing: &Staffing) -> NewTicket {
        let (question, now) = (&arrival.question, routed.now);
        let secret = routed.tracking_url.rsplit('/').next().unwrap_or_default();
        let choose_before = || Some(counting::triage_due(now, &staffing.picture.promises.calendar));
        NewTicket {
            submission_key: question.submission_key,
            content_hash: arrival.content,
            tracking_hash: secrets::hash(secret),
            subject: question.subject.clone(),
            standing: match routed.decision.chosen {
                Some(_) => Standing::Assigned,
                None => Standing::Unassigned { choose_before: choose_before(), asked: None },
            },
            received_at: arrival.received_at,
            organisation: routed.organisation,
            organisation_kind: question.organisation.kind,
            place: question.place.clone(),
            contact: question.contact.clone(),
            language: arrival.classification.language.as_str().to_owned(),
            out_of_scope: arrival.is_doubted(),
            policy: counting::STANDARD.to_owned(),
            topics: routed.topics.clone(),
            assignee: routed.decision.chosen,
            routing_summary: routed.decision.summary.clone(),
            effort_minutes: EFFORT_MINUTES,
            has_personal_data: [&question.subject, &question.body]
                .iter()
                .any(|text| !find_personal_data(text).is_empty()),
            promises: routed.promises.clone(),
            quiet: arrival.letters == Letters::Spared,
            question: Message {
                id: MessageId(self.ids.uuid(now)),
                kind: MessageKind::Question,
                author: None,
                author_name: question.contact.name.clone(),
                body: question.body.clone(),
                sent_at: arrival.received_at,
            },
        }
    }

    /// To its asker, and to who has it now: of everybody it was just asked whether they are there and may have it (see
    /// `may_be_told`).
    fn first_letters(&self, arrival: &Arrival, routed: &Routed, staffing: &Staffing, reference: Reference) -> Vec<Job> {
        let (question, promises, now) = (&arrival.question, &routed.promises, routed.now);
        let about = About { ticket: reference.ticket, reference, subject: &question.subject };
        let receipt = Says::Receipt(ReceiptLetter { promises, link: &routed.tracking_url });
        let to_asker = self.letter(&about, &question.contact, &receipt, now);
        let expert = routed.decision.chosen.and_then(|expert| staffing.picture.people.get(&expert));
        let to_expert = expert.map(|person| {
            let content = Content { question: &question.body, asked_back: None, reaction: None };
            let says = Assignment { expert: None, why: &routed.decision.summary, promises, content, now };
            self.letter(&about, person, &Says::Assignment(says), now)
        });
        std::iter::once(to_asker).chain(to_expert).collect()
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
fn arrived(caller: &Caller, arrival: &Arrival, routed: &Routed, id: TicketId) -> Vec<Event> {
    let desk_itself = Caller::system(caller.origin);
    let (chosen, now) = (routed.decision.chosen, routed.now);
    let assigned = |expert| ledger::on_ticket(&desk_itself, id, TicketEvent::Assigned { expert, from: None }, now);
    [
        ledger::on_ticket(caller, id, TicketEvent::Received {}, arrival.received_at),
        ledger::on_ticket(&desk_itself, id, TicketEvent::Routed { cause: None, chosen }, now),
    ]
    .into_iter()
    .chain(chosen.map(assigned))
    .collect()
}

/// Five times in a row others were first.
fn overtaken() -> Refusal {
    // A new question is nobody else's: whoever sends it only has to send it again.
    let detail = format!("overtaken {ATTEMPTS} times by other questions");
    Refusal::Unavailable(Unavailable { trouble: Trouble::Overtaken, detail })
}

/// Everything that somebody said, as it is stored: parts cannot run into each other, topics have no order, and a name in
/// other capitals is the same organisation.
fn fingerprint(question: &Question) -> [u8; 32] {
    let sorted = |topics: &[TopicKey]| topics.iter().map(|topic| topic.0.clone()).collect::<BTreeSet<_>>();
    let (by, contact) = (&question.organisation, &question.contact);
    let said = json!([
        question.subject,
        question.body,
        [by.kind.as_str(), &fold(&by.name)],
        question.place,
        [&contact.name, &contact.email],
        contact.phone,
        sorted(&question.groups),
        sorted(&question.themes),
    ]);
    secrets::hash(&said.to_string())
}
