//! The asker writes again, through the tracking link.

use crate::changing::change::{Change, Opened, checked_text, step};
use crate::changing::outcome::{Outcome, Tell};
use crate::letters::Asks;
use crate::policy::Action;
use crate::refusal::Limit;
use crate::{App, Caller, Refusal, SeenTicket};
use chrono::Duration;
use domain::{MessageKind, Reopened, TheAsker, Ticket, TicketEvent, Transition};

/// How many messages an asker may add to one question in an hour, unless the settings say otherwise. A conversation by hand
/// takes a handful; a link is passed on among colleagues, and every message is a letter that somebody reads.
pub const REACTIONS_PER_HOUR: u32 = 20;

impl App {
    /// Adds the asker's message. A waiting clock runs again; an answered or closed question is open again.
    pub async fn react_as_asker(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        body: &str,
    ) -> Result<Ticket, Refusal> {
        let open = match self.open_change(caller, on.into(), &["react", body], |ticket| Action::React(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let body = asker_text(caller, body)?;
        self.may_write_once_more(&open).await?;
        self.take_reaction(caller, open, &body).await
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
    pub(crate) async fn take_reaction(&self, caller: &Caller, open: Change, body: &str) -> Result<Ticket, Refusal> {
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
        // Who gets the question because of this is told so, and that letter holds the reaction.
        outcome.tell.get_or_insert_with(|| Tell::Reacted { text: body.to_owned(), asks: Asks::Something });
        self.finish_change(caller, open, outcome).await
    }
}

/// What an asker wrote, or what is wrong with it.
pub(crate) fn asker_text(caller: &Caller, body: &str) -> Result<String, Refusal> {
    Ok(checked_text(caller, "body", body, "Schrijf uw reactie.")?)
}
