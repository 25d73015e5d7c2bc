//! The asker lets something be known, and asks nothing more.

use crate::asking::react_as_asker::asker_text;
use crate::attaching::claim::Claim;
use crate::attaching::written::{Written, with_files};
use crate::changing::change::{Change, Opened};
use crate::changing::outcome::{Outcome, Tell};
use crate::letters::Asks;
use crate::policy::Action;
use crate::{App, Caller, Refusal, SeenTicket};
use domain::{MessageKind, Ticket, TicketEvent};

impl App {
    /// Adds the asker's message to an answered or closed question and leaves it as it is: no new promise, and not
    /// counted as opened again. Its expert is told. While a question is open, it is a reaction like any other.
    pub async fn thank_as_asker(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        written: impl Into<Written<'_>>,
    ) -> Result<Ticket, Refusal> {
        let written = written.into();
        let claim = self.claim_files(caller, written.sent).await?;
        let said = claim.said_after(&["thank", written.text]);
        let open = match self.open_change(caller, on.into(), &said, |ticket| Action::React(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let body = claim.checked(asker_text(caller, &open.ticket, written.text))?;
        self.may_write_once_more(&open).await?;
        let outcome = self.thanks(caller, &open, &body, claim).await?;
        self.finish_change(caller, open, outcome).await
    }

    /// What comes of it, by whichever door it came.
    pub(crate) async fn thanks(
        &self,
        caller: &Caller,
        open: &Change,
        body: &str,
        claim: Claim,
    ) -> Result<Outcome, Refusal> {
        let ticket = &open.ticket;
        if ticket.status().is_open() {
            return self.reaction(caller, open, body, claim).await;
        }
        let mut outcome = Outcome::default();
        outcome.event(TicketEvent::AskerReacted { asks: false });
        outcome.change.reindex = true;
        outcome.message = Some(self.message(caller, ticket, MessageKind::AskerReaction, body, open.now));
        let files = self.take_files(&open.tx, Some(ticket.id), claim).await?;
        outcome.tell = Some(Tell::Reacted { text: with_files(body, files.len()), asks: Asks::Nothing });
        outcome.attach(files);
        Ok(outcome)
    }
}
