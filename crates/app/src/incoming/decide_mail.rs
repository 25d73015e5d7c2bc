//! Somebody of the desk decides about mail that waits (moderation): it is taken over with a question, or it is not.

use crate::changing::change::{Opened, checked_text};
use crate::changing::outcome::Outcome;
use crate::incoming::whose_mail::asker_by_mail;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, SeenTicket, ledger};
use domain::{DeskEvent, IncomingMail, MailId, MailState, Reference, Ticket, TicketEvent};
use std::collections::HashMap;
use store::Reads;

/// How much mail stands on one page.
const PAGE: u64 = 50;
/// Questions with mail that waits, on the inbox: more than one person has at once.
const ON_THE_INBOX: u64 = 10;
/// How often a mail is tried in vain before people are told.
pub(crate) const TOLD_AFTER: i32 = 3;

/// Mail that waits for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailPage {
    /// What waits for a decision, the oldest first, with the question it belongs to.
    pub undecided: Vec<(IncomingMail, Option<Reference>)>,
    /// Behind which one there is more.
    pub more_after: Option<MailId>,
    /// What could not be read.
    pub unread: Vec<IncomingMail>,
    /// How much stands where.
    pub counts: store::incoming::MailCounts,
}

impl App {
    /// Mail that waits, of every question and of none.
    pub async fn read_mail_page(&self, caller: &Caller, after: Option<MailId>) -> Result<MailPage, Refusal> {
        policy::check(&caller.actor, Action::ManageMail)?;
        let mut waiting = store::incoming::undecided(&self.store, after, PAGE + 1).await?;
        let is_more = waiting.len() > PAGE as usize;
        waiting.truncate(PAGE as usize);
        let ids: Vec<_> = waiting.iter().filter_map(|mail| mail.ticket).collect();
        let tickets = store::tickets::these(&self.store, &ids).await?;
        let references: HashMap<_, _> = tickets.iter().map(|ticket| (ticket.id, ticket.reference)).collect();
        Ok(MailPage {
            more_after: waiting.last().map(|mail| mail.id).filter(|_| is_more),
            undecided: waiting
                .into_iter()
                .map(|mail| {
                    let of = mail.ticket.and_then(|id| references.get(&id).copied());
                    (mail, of)
                })
                .collect(),
            unread: store::incoming::unreadable_mail(&self.store, TOLD_AFTER, PAGE).await?,
            counts: self.mail_counts().await?,
        })
    }

    /// Questions of this reader with mail that waits for a decision: the first ones, with their subjects.
    pub async fn mail_waiting(&self, caller: &Caller) -> Result<Vec<(Reference, String)>, Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        Ok(store::incoming::waiting(&self.store, &policy::scope(&caller.actor), ON_THE_INBOX).await?)
    }

    /// How much mail stands where.
    pub async fn mail_counts(&self) -> Result<store::incoming::MailCounts, Refusal> {
        Ok(store::incoming::counts(&self.store).await?)
    }

    /// Takes a mail over that waits, as a message of who sent it: a waiting clock runs again, and what was finished is open
    /// again. One that belonged to no question belongs to this one from now on.
    pub async fn accept_mail(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        mail: MailId,
    ) -> Result<Ticket, Refusal> {
        let on = on.into();
        let ticket = self.ticket(&self.store, caller, on.reference).await?;
        policy::check(&caller.actor, Action::DecideMail(&ticket))?;
        let known = store::incoming::find(&self.store, mail).await?.ok_or(Refusal::Hidden)?;
        match known.ticket {
            Some(of) if of == ticket.id => {}
            Some(_) => return Err(Refusal::Hidden),
            None => policy::check(&caller.actor, Action::ManageMail)?,
        }
        if !known.state.is_undecided() {
            return Err(decided_before());
        }
        let opened = self.open_mail(raw_of(&self.store, mail).await?).await?;
        let by_asker = asker_by_mail(&ticket);
        // Before anything is held: scanning what came along takes a while.
        let along = self.take_along(&by_asker, &opened).await?;
        let said = ["accept mail", &mail.to_string()];
        let open = match self.open_change(caller, on, &said, |ticket| Action::DecideMail(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let body = checked_text(&by_asker, "body", opened.worded(), "")?;
        let mut outcome = self.reaction_by_mail(&by_asker, &open, (&opened, &body), along.claim).await?;
        outcome.message = outcome.message.map(|message| self.written_by(&open, message, &opened));
        self.takes(&mut outcome, (mail, known.state), &opened, &along.refused);
        self.finish_change(caller, open, outcome).await
    }

    /// Leaves a mail of this question at that: it does not come to stand in it.
    pub async fn leave_mail(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        mail: MailId,
    ) -> Result<Ticket, Refusal> {
        let said = ["leave mail", &mail.to_string()];
        let open = match self.open_change(caller, on.into(), &said, |ticket| Action::DecideMail(ticket)).await? {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let known = store::incoming::find(&open.tx, mail).await?.filter(|known| known.ticket == Some(open.ticket.id));
        known.ok_or(Refusal::Hidden)?;
        if !store::incoming::decide(&open.tx, mail, MailState::Dropped).await? {
            return Err(decided_before());
        }
        let mut outcome = Outcome::default();
        outcome.event(TicketEvent::MailSorted { mail, state: MailState::Dropped });
        self.finish_change(caller, open, outcome).await
    }

    /// Leaves a mail of no known question at that.
    pub async fn drop_mail(&self, caller: &Caller, mail: MailId) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageMail)?;
        let tx = self.store.write().await?;
        let known = store::incoming::find(&tx, mail).await?.filter(|known| known.ticket.is_none());
        known.ok_or(Refusal::Hidden)?;
        let state = MailState::Dropped;
        if !store::incoming::decide(&tx, mail, state).await? {
            return Err(decided_before());
        }
        ledger::write_at_desk(&tx, caller, DeskEvent::MailSorted { mail, state }, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }
}

const GONE: &str =
    "De e-mail zelf is er niet meer: er stond iets in wat het loket niet bewaart. Vraag de afzender om de tekst.";

/// Every byte of a mail, while the desk has them.
pub(crate) async fn raw_of(from: &impl Reads, mail: MailId) -> Result<Vec<u8>, Refusal> {
    let raw = store::incoming::raw(from, mail).await?;
    raw.map(|(raw, _)| raw).ok_or_else(|| Refusal::Conflict(GONE.to_owned()))
}

pub(crate) fn decided_before() -> Refusal {
    Refusal::Conflict("Over deze e-mail is al besloten.".to_owned())
}
