//! Another tracking link for an asker; the one of before opens nothing any more.

use crate::changing::change::Opened;
use crate::changing::outcome::Outcome;
use crate::letters::{About, NewLink, Says};
use crate::people::choose_password::Sending;
use crate::policy::Action;
use crate::{App, Caller, Refusal, SeenTicket, secrets};
use domain::{Ticket, TicketEvent};

impl App {
    /// Replaces the link; By letter the new one is sent to the asker, otherwise the next letter holds it.
    pub async fn renew_link(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        sending: Sending,
    ) -> Result<Ticket, Refusal> {
        let by_letter = sending == Sending::ByLetter;
        let how = if by_letter { "by letter" } else { "silently" };
        let change =
            match self.open_change(caller, on.into(), &["link", how], |ticket| Action::RenewLink(ticket)).await? {
                Opened::Now(change) => change,
                Opened::Before(ticket) => return Ok(ticket),
            };
        let ticket = &change.ticket;
        let number = ticket.link_number + 1;
        let url = self.tracking_url(ticket.submission_key, number);
        let secret = url.rsplit('/').next().unwrap_or_default();
        let mut outcome = Outcome::default();
        outcome.change.link = Some((number, secrets::hash(secret)));
        outcome.event(TicketEvent::TrackingLinkRenewed { by_letter });
        // Letters that still wait hold the link of before.
        let before = self.tracking_url(ticket.submission_key, ticket.link_number);
        for mut job in store::jobs::waiting_for_asker(&change.tx, ticket.id).await? {
            job.letter.body = job.letter.body.replace(&before, &url);
            store::jobs::replace(&change.tx, &job).await?;
        }
        if by_letter {
            let says = Says::NewLink(NewLink { link: &url });
            outcome.letters.push(self.letter(&About::from(ticket), &ticket.contact, &says, change.now));
        }
        self.finish_change(caller, change, outcome).await
    }
}
