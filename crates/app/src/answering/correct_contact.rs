//! What is known of who asked is corrected (rectification): name, address, telephone number, and what the organisation is
//! called. The ledger says which of them, and never what stood there.

use crate::changing::change::Opened;
use crate::changing::outcome::Outcome;
use crate::letters::readdressed;
use crate::policy::Action;
use crate::{App, Caller, Refusal, SeenTicket};
use domain::{
    Complaints, ContactDraft, ContactPart, FilledIn, Organisation, OrganisationId, OrganisationName, Ticket,
    TicketEvent, organisation_name,
};

impl App {
    /// Corrects who asked and the name of their organisation, which keeps its kind and place. Letters that wait go to who it
    /// is now. An expert with a conflict of interest with the organisation of now loses the question.
    pub async fn correct_contact(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        contact: &ContactDraft,
        organisation: &str,
    ) -> Result<Ticket, Refusal> {
        let said =
            ["correct", &contact.name, &contact.email, contact.phone.as_deref().unwrap_or_default(), organisation];
        let open = match self.open_change(caller, on.into(), &said, |ticket| Action::CorrectContact(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let mut complaints = Complaints::default();
        let contact = contact.check(&mut complaints, caller.numbers, FilledIn::ByDesk);
        let missing = "Vul de naam van de organisatie in.";
        let name = organisation_name(&mut complaints, "organisationName", organisation, missing, caller.numbers);
        complaints.or(|| ())?;
        let (tx, ticket, now) = (&open.tx, &open.ticket, open.now);
        let before = &ticket.contact;
        let changed: Vec<ContactPart> = [
            (ContactPart::Name, contact.name != before.name),
            (ContactPart::Email, contact.email != before.email),
            (ContactPart::Phone, contact.phone != before.phone),
            (ContactPart::Organisation, name != ticket.organisation_name),
        ]
        .into_iter()
        .filter_map(|(part, is_other)| is_other.then_some(part))
        .collect();
        if changed.is_empty() {
            return Err(Refusal::Conflict("Deze gegevens staan er al zo.".to_owned()));
        }
        let mut outcome = Outcome::default();
        if changed.contains(&ContactPart::Organisation) {
            let id_if_new = OrganisationId(self.ids.uuid(now));
            let known = store::organisations::learn(tx, id_if_new, &self.as_named(tx, ticket, name).await?).await?;
            outcome.change.organisation = Some(known).filter(|known| *known != ticket.organisation);
        }
        if contact != *before {
            store::messages::rename_asker(tx, ticket.id, (&before.name, &contact.name)).await?;
            for mut job in store::jobs::waiting_for_asker(tx, ticket.id).await? {
                job.letter = readdressed(job.letter, &contact);
                store::jobs::replace(tx, &job).await?;
            }
            outcome.change.contact = Some(contact);
        }
        outcome.event(TicketEvent::ContactCorrected { changed });
        let of_another = outcome.change.organisation.is_some();
        let corrected = self.finish_change(caller, open, outcome).await?;
        if of_another {
            self.take_from_conflicted(caller).await?;
        }
        Ok(corrected)
    }

    /// The organisation of a question under another name.
    async fn as_named(&self, tx: &store::Tx, ticket: &Ticket, name: String) -> Result<OrganisationName, Refusal> {
        let known = store::organisations::find(tx, ticket.organisation).await?.ok_or(Refusal::Hidden)?;
        let Organisation { municipality, region, .. } = known;
        Ok(OrganisationName { kind: ticket.organisation_kind, name, municipality, region })
    }
}
