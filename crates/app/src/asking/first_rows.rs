//! What is stored of a question that comes in, with what came along, and the first letters about it.

use crate::asking::submit_question::{Arrival, Letters, Routed};
use crate::assigning::staffing::{EFFORT_MINUTES, Staffing};
use crate::attaching::claim::Claim;
use crate::changing::outcome::added;
use crate::letters::{About, Answered, Assignment, Content, Receipt as ReceiptLetter, Says};
use crate::promises::counting;
use crate::{App, Caller, Refusal, ledger, secrets};
use chrono::{DateTime, Utc};
use domain::{Event, Message, MessageId, MessageKind, Origin, Reference, Standing, TicketId, find_personal_data};
use serde_json::json;
use store::Tx;
use store::jobs::Job;
use store::tickets::NewTicket;

impl App {
    pub(super) fn new_ticket(
        &self,
        channel: Origin,
        arrival: &Arrival,
        routed: &Routed,
        staffing: &Staffing,
    ) -> NewTicket {
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
            also: question.also.clone(),
            works_for: question.works_for.clone(),
            contact: question.contact.clone(),
            language: arrival.classification.language.as_str().to_owned(),
            out_of_scope: arrival.is_doubted(),
            policy: counting::STANDARD.to_owned(),
            channel: arrival.part_of.as_ref().map_or(channel, |whole| whole.channel),
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
    pub(super) fn first_letters(
        &self,
        arrival: &Arrival,
        routed: &Routed,
        staffing: &Staffing,
        reference: Reference,
    ) -> Vec<Job> {
        let (question, promises, now) = (&arrival.question, &routed.promises, routed.now);
        let language = arrival.classification.language;
        let due_at = promises.first_due().map(|(_, due_at)| due_at);
        let about = About {
            ticket: reference.ticket,
            reference,
            subject: &question.subject,
            language,
            due_at,
            answered: Answered::default(),
        };
        let expert = routed.decision.chosen.and_then(|expert| staffing.picture.people.get(&expert));
        let places = std::iter::once(&question.place).chain(&question.also);
        let receipt = Says::Receipt(ReceiptLetter {
            part_of: arrival.part_of.map(|whole| whole.reference),
            promises,
            question: &question.body,
            places: &staffing.picture.geography.places_in_full(places),
            files: &arrival.claim.names(),
            expert: expert.map(|person| person.name.as_str()),
            link: &routed.tracking_url,
        });
        let to_asker = self.letter(&about, &question.contact, &receipt, now);
        let to_expert = expert.map(|person| {
            let content = Content { question: &question.body, asked_back: None, reaction: None, besides: &[] };
            let says = Assignment { expert: None, why: &routed.decision.summary, promises, content, now };
            self.letter(&about, person, &Says::Assignment(says), now)
        });
        std::iter::once(to_asker).chain(to_expert).collect()
    }
}

impl App {
    /// What came along belongs to the question itself.
    pub(super) async fn give_files(
        &self,
        tx: &Tx,
        caller: &Caller,
        arrival: &Arrival,
        (ticket, question): (TicketId, MessageId),
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let files = self.take_files(tx, None, arrival.claim.clone()).await?;
        if files.is_empty() {
            return Ok(());
        }
        store::attachments::insert(tx, ticket, question, &files).await?;
        let events: Vec<Event> = files.iter().map(|file| ledger::on_ticket(caller, ticket, added(file), now)).collect();
        ledger::write(tx, &events).await
    }
}

impl Arrival {
    /// What came along belongs to what arrives, and to what makes it the same question; or everything that is wrong with either.
    pub(crate) fn claiming(arrival: Result<Arrival, Refusal>, claim: Claim) -> Result<Arrival, Refusal> {
        let mut arrival = match arrival {
            Err(Refusal::Complaints(complaints)) => {
                return Err(claim.checked::<()>(Err(complaints)).err().unwrap_or_default().into());
            }
            arrival => arrival?,
        };
        // A file that is gone may have been sent with this very question: that is looked at when it is known to be new.
        claim.refusing().checked(Ok(()))?;
        if !claim.said.is_empty() {
            arrival.content = secrets::hash(&json!([arrival.content, claim.said]).to_string());
        }
        arrival.claim = claim;
        Ok(arrival)
    }
}
