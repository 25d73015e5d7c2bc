//! An asker lost the link to a question: the same one, again by letter, to the address it was asked with and no other.

use crate::changing::outcome::Outcome;
use crate::letters::link_requests::Answered;
use crate::letters::{About, LostLink, Says};
use crate::{App, Caller, Refusal};
use domain::{Actor, Origin, TicketEvent, email_address, email_key};
use store::Scope;
use store::link_requests::LinkRequest;

impl App {
    /// Sends it, if the reference and the address belong together and the link still opens the question.
    pub(crate) async fn send_lost_link(&self, request: &LinkRequest) -> Result<Answered, Refusal> {
        let (Some(reference), Ok(email)) = (request.reference, email_address(&request.email)) else {
            return Ok(Answered::InSilence);
        };
        let found = store::tickets::find(&self.store, reference.ticket, &Scope::Everything).await?;
        let Some(ticket) = found else { return Ok(Answered::InSilence) };
        let fits = ticket.reference == reference && email_key(&ticket.contact.email) == email_key(&email);
        if !fits || !self.link_opens(&ticket) {
            return Ok(Answered::InSilence);
        }
        // Anybody may ask who knows both: nobody's mailbox is filled.
        match self.allow_letter_to("following", &email_key(&email)).await {
            Ok(()) => {}
            Err(Refusal::Limited(..)) => return Ok(Answered::InSilence),
            Err(refusal) => return Err(refusal),
        }
        let Some(change) = self.hold_now(reference.ticket).await? else { return Ok(Answered::InSilence) };
        let ticket = &change.ticket;
        if !store::link_requests::remove(&change.tx, request.id).await? {
            return Ok(Answered::ByLetter);
        }
        let link = self.tracking_url(ticket.submission_key, ticket.link_number);
        let mut outcome = Outcome::default();
        outcome.event(TicketEvent::TrackingLinkSentAgain {});
        let says = Says::LostLink(LostLink { link: &link });
        outcome.letters.push(self.letter(&About::from(ticket), &ticket.contact, &says, change.now));
        let stranger = Caller::new(Actor::Anonymous, Origin::Web);
        self.end_change(&stranger, change, &outcome).await?;
        Ok(Answered::ByLetter)
    }
}
