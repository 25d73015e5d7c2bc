//! The asker writes again, through the tracking link.

use crate::attaching::claim::Claim;
use crate::attaching::written::{Written, with_files};
use crate::changing::change::{Change, Opened, checked_text, step};
use crate::changing::outcome::{Outcome, Tell};
use crate::letters::Asks;
use crate::policy::Action;
use crate::refusal::Limit;
use crate::{App, Caller, Refusal, SeenTicket};
use chrono::Duration;
use domain::{
    Complaints, MessageKind, Numbers, Origin, Reopened, Sender, TheAsker, Ticket, TicketEvent, Transition,
    ask_about_personal_data, has_citizen_number,
};

/// How many messages an asker may add to one question in an hour, unless the settings say otherwise. A conversation by hand
/// takes a handful; a link is passed on among colleagues, and every message is a letter that somebody reads.
pub const REACTIONS_PER_HOUR: u32 = 20;

impl App {
    /// Adds the asker's message. A waiting clock runs again; an answered or closed question is open again.
    pub async fn react_as_asker(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        written: impl Into<Written<'_>>,
    ) -> Result<Ticket, Refusal> {
        let written = written.into();
        let claim = self.claim_files(caller, written.sent).await?;
        let said = claim.said_after(&["react", written.text]);
        let open = match self.open_change(caller, on.into(), &said, |ticket| Action::React(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let body = claim.checked(asker_text(caller, &open.ticket, written.text))?;
        self.may_write_once_more(&open).await?;
        self.take_reaction(caller, open, &body, claim).await
    }

    /// How often the link of a question may be written by (throttling): counted is what is stored, with the question held,
    /// so that all servers count alike, and neither a refusal nor the same act again counts.
    pub(crate) async fn may_write_once_more(&self, open: &Change) -> Result<(), Refusal> {
        let most = self.settings.reactions_per_hour;
        if most == 0 {
            return Ok(());
        }
        let hour_ago = open.now - Duration::hours(1);
        let kind = MessageKind::AskerReaction;
        let sent = store::messages::moments_since(&open.tx, open.ticket.id, kind, hour_ago, most).await?;
        let Some(oldest) = sent.get(most as usize - 1) else { return Ok(()) };
        Err(Refusal::Limited(Limit::Messages, (*oldest - hour_ago).to_std().unwrap_or_default()))
    }

    /// A reaction that was checked.
    pub(crate) async fn take_reaction(
        &self,
        caller: &Caller,
        open: Change,
        body: &str,
        claim: Claim,
    ) -> Result<Ticket, Refusal> {
        let outcome = self.reaction(caller, &open, body, claim).await?;
        self.finish_change(caller, open, outcome).await
    }

    /// What comes of a reaction, by whichever door it came.
    pub(crate) async fn reaction(
        &self,
        caller: &Caller,
        open: &Change,
        body: &str,
        claim: Claim,
    ) -> Result<Outcome, Refusal> {
        let tx = &open.tx;
        let ticket = &open.ticket;
        let now = open.now;
        let mut outcome = Outcome::default();
        outcome.event(TicketEvent::AskerReacted { asks: true });
        if ticket.status().is_open() {
            outcome.change.promises = Some(self.end_wait(tx, ticket, now, &mut outcome).await?);
            outcome.change.standing = Some(step(ticket.standing, Transition::AskerReacts)?);
            self.resume_work(tx, ticket, &mut outcome, now).await?;
        } else {
            self.open_again(tx, ticket, Transition::AskerReacts, &mut outcome, now).await?;
            outcome.event(TicketEvent::Reopened(Reopened::ByAsker { by: TheAsker::Asker }));
        }
        outcome.change.reindex = true;
        outcome.message = Some(self.message(caller, ticket, MessageKind::AskerReaction, body, now));
        let files = self.take_files(tx, Some(ticket.id), claim).await?;
        let text = with_files(body, files.len());
        outcome.attach(files);
        // Who gets the question because of this is told so, and that letter holds the reaction.
        outcome.tell.get_or_insert(Tell::Reacted { text, asks: Asks::Something });
        Ok(outcome)
    }
}

/// What an asker wrote, or what is wrong with it. On a page they are asked about personal data, as in the form.
pub(crate) fn asker_text(caller: &Caller, ticket: &Ticket, body: &str) -> Result<String, Complaints> {
    if caller.origin == Origin::Web && caller.numbers == Numbers::Unexplained {
        let mut asked = Complaints::default();
        let asker = Sender { email: &ticket.contact.email, phone: ticket.contact.phone.as_deref() };
        ask_about_personal_data(&mut asked, "body", body, asker, caller.numbers);
        if !asked.0.is_empty() && !has_citizen_number(body) {
            return Err(asked);
        }
    }
    checked_text(caller, "body", body, "Schrijf uw reactie.")
}
