//! A part of a question becomes a question of its own (split): with its own reference, expert and promises; its asker gets one
//! letter, and follows it by a link of its own.
//!
//! The counterpart of merging. The part is received when it is split off, and figures count it then, once. It is promised for
//! when the whole was promised: its asker put both on the same day. Where that moment has passed, its promise is counted from
//! now on, so that no question begins with a promise that is broken.

use crate::asking::receipt::Taken;
use crate::asking::submit_question::{Letters, PartOf, Room};
use crate::changing::change::Opened;
use crate::changing::outcome::Outcome;
use crate::policy::Action;
use crate::{App, Caller, Refusal, SeenTicket, ledger, refusal};
use domain::{
    ContactDraft, Organisation, OrganisationDraft, QuestionDraft, SubmissionKey, Ticket, TicketEvent, TicketStatus,
};

/// The part, as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct PartDraft<'a> {
    /// What it is about.
    pub subject: &'a str,
    /// What of the question belongs to it.
    pub body: &'a str,
}

impl App {
    /// Makes a question of its own of a part of this one, for the same asker. The question as it is after that.
    pub async fn split_ticket(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        part: PartDraft<'_>,
    ) -> Result<Ticket, Refusal> {
        // Made before anything is held.
        self.picture().make_model().await?;
        let said = ["split", part.subject, part.body];
        let open = match self.open_change(caller, on.into(), &said, |ticket| Action::Split(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let (tx, ticket, now) = (&open.tx, &open.ticket, open.now);
        if ticket.status() == TicketStatus::Closed {
            let why = "Deze vraag is gesloten. Heropen de vraag voordat u er een deel van afsplitst.";
            return Err(Refusal::Conflict(why.to_owned()));
        }
        let seat = store::organisations::find(tx, ticket.organisation).await?.ok_or(Refusal::Hidden)?;
        let draft = draft_of(ticket, &seat, SubmissionKey(self.ids.uuid(now)), part);
        let mut arrival = self.arrival(draft, caller.numbers, now, Letters::Written).await?;
        // About the places that the whole is about, whoever asks from where.
        (arrival.question.place, arrival.question.also) = (ticket.place.clone(), ticket.also.clone());
        let Ticket { reference, received_at, channel, .. } = *ticket;
        arrival.part_of = Some(PartOf { reference, received_at, channel });
        let Taken::Receipt(receipt) = self.take_in_within(tx, caller, &arrival, Room::Held, now).await? else {
            return Err(refusal::overtaken());
        };
        let into = receipt.reference.ticket;
        store::splits::insert(tx, into, ticket.id).await?;
        ledger::write(tx, &[ledger::on_ticket(caller, into, TicketEvent::SplitFrom { from: ticket.id }, now)]).await?;
        let mut outcome = Outcome::default();
        outcome.event(TicketEvent::SplitOff { into });
        let changed = self.finish_change(caller, open, outcome).await?;
        self.announce(into);
        Ok(changed)
    }
}

/// The part, put by who put the whole.
fn draft_of(ticket: &Ticket, seat: &Organisation, submission_key: SubmissionKey, part: PartDraft<'_>) -> QuestionDraft {
    QuestionDraft {
        submission_key,
        subject: part.subject.to_owned(),
        body: part.body.to_owned(),
        organisation: OrganisationDraft {
            kind: Some(ticket.organisation_kind),
            name: ticket.organisation_name.clone(),
            municipality: seat.municipality.as_ref().map(|code| code.0.clone()),
            region: seat.region.as_ref().map(|region| format!("{}:{}", region.layout.0, region.code)),
            places: None,
            works_for: ticket.works_for.clone(),
        },
        contact: ContactDraft {
            name: ticket.contact.name.clone(),
            email: ticket.contact.email.clone(),
            phone: ticket.contact.phone.clone(),
        },
        groups: Vec::new(),
        themes: Vec::new(),
    }
}
