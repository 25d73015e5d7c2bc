//! What is stored of a question that comes in, and the first letters about it.

use crate::asking::submit_question::{Arrival, Letters, Routed};
use crate::assigning::staffing::{EFFORT_MINUTES, Staffing};
use crate::letters::{About, Assignment, Content, Receipt as ReceiptLetter, Says};
use crate::promises::counting;
use crate::{App, secrets};
use domain::{Message, MessageId, MessageKind, Reference, Standing, find_personal_data};
use store::jobs::Job;
use store::tickets::NewTicket;

impl App {
    pub(super) fn new_ticket(&self, arrival: &Arrival, routed: &Routed, staffing: &Staffing) -> NewTicket {
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
    pub(super) fn first_letters(
        &self,
        arrival: &Arrival,
        routed: &Routed,
        staffing: &Staffing,
        reference: Reference,
    ) -> Vec<Job> {
        let (question, promises, now) = (&arrival.question, &routed.promises, routed.now);
        let about = About { ticket: reference.ticket, reference, subject: &question.subject };
        let receipt = Says::Receipt(ReceiptLetter {
            part_of: arrival.part_of.map(|whole| whole.reference),
            promises,
            link: &routed.tracking_url,
        });
        let to_asker = self.letter(&about, &question.contact, &receipt, now);
        let expert = routed.decision.chosen.and_then(|expert| staffing.picture.people.get(&expert));
        let to_expert = expert.map(|person| {
            let content = Content { question: &question.body, asked_back: None, reaction: None };
            let says = Assignment { expert: None, why: &routed.decision.summary, promises, content, now };
            self.letter(&about, person, &Says::Assignment(says), now)
        });
        std::iter::once(to_asker).chain(to_expert).collect()
    }
}
