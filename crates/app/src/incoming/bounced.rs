//! A server says that a letter did not arrive after all (bounce, DSN): the letter is given up, and stands with those.

use crate::incoming::read_mail::OpenedMail;
use crate::letters::deliver_letters::given_up;
use crate::running::set_aside::short;
use crate::{App, Refusal, ledger};
use domain::{LetterAbout, MailId, MailState, TicketEvent, masked_email};
use store::incoming::Sorted;
use store::jobs::{Came, Try};

/// Whether a bounce is about a letter of this desk.
pub(crate) enum Bounced {
    /// It is.
    Ours,
    /// It is about another mail, or about a letter that nobody knows any more.
    NotOurs,
}

impl App {
    /// Writes down that a letter did not arrive. A server that is still trying changes nothing. Nobody guesses the Message-ID
    /// of a letter: who has not got it cannot make one look as if it had not arrived.
    pub(crate) async fn take_bounce(
        &self,
        id: MailId,
        opened: &OpenedMail,
        bounce: &post::Bounce,
    ) -> Result<Bounced, Refusal> {
        let job = bounce.original_message_id.as_deref().and_then(|answered| self.letter_named(answered));
        let Some(job) = job else { return Ok(Bounced::NotOurs) };
        let tx = self.store.write().await?;
        let now = self.clock.now();
        let Some(sent) = store::jobs::sent(&tx, job).await? else {
            tx.rollback().await?;
            return Ok(Bounced::NotOurs);
        };
        let failed = bounce.failed.iter().find(|failed| failed.permanent);
        let mut remarks = opened.remarks_after("Een mailserver meldt dat een brief nog niet is aangekomen.");
        if let Some(failed) = failed {
            let said = [failed.status.as_deref(), failed.diagnostic.as_deref()];
            let said = said.into_iter().flatten().collect::<Vec<_>>().join(" ");
            let to = failed.address.as_deref().map(masked_email).unwrap_or_default();
            let why = short(&format!("teruggestuurd door de mailserver van de ontvanger ({to}): {said}"));
            if store::jobs::bounce(&tx, job, &Try::of(now, Came::Returned, &why)).await? {
                let about = LetterAbout { job, letter: sent.kind, person: sent.person };
                ledger::write(&tx, &[given_up(sent.ticket, about, now)]).await?;
                self.tell_undelivered(&tx, job, now).await?;
            }
            remarks = opened.remarks_after("Een mailserver meldt dat een brief niet is aangekomen.");
        }
        let sorted = Sorted {
            state: MailState::Noted,
            ticket: sent.ticket,
            message: None,
            read: &opened.read,
            remarks: &remarks,
            raw: opened.raw,
        };
        store::incoming::sort(&tx, id, MailState::Stored, &sorted).await?;
        if let Some(ticket) = sent.ticket {
            let event = TicketEvent::MailSorted { mail: id, state: MailState::Noted };
            ledger::write(&tx, &[ledger::by_worker(domain::Happened::Ticket(ticket, event), now)]).await?;
        }
        tx.commit().await?;
        if let Some(ticket) = sent.ticket {
            self.announce(ticket);
        }
        Ok(Bounced::Ours)
    }
}
