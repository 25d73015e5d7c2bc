//! An answered or closed question is not done after all.

use crate::assigning::staffing::{Choice, Work};
use crate::changing::change::{Opened, checked_text, step};
use crate::changing::outcome::Outcome;
use crate::letters::{About, Says, Status, StatusChange};
use crate::policy::Action;
use crate::promises::counting;
use crate::{App, Caller, Refusal, SeenTicket, refusal};
use chrono::{DateTime, Utc};
use domain::{AskedToReopen, DecisionCause, Promises, Reopened, Ticket, TicketEvent, Transition, amsterdam_day};
use store::Tx;

/// How a question is open again: by which step, and with which promises.
pub(crate) struct Again {
    pub step: Transition,
    pub promises: Promises,
}

impl App {
    /// Opens a question again: another round, with a new promise for its answer. It stays with its expert if that expert is there on
    /// the day the answer is due; otherwise the desk looks for another.
    pub async fn reopen_ticket(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        reason: &str,
    ) -> Result<Ticket, Refusal> {
        let open =
            match self.open_change(caller, on.into(), &["reopen", reason], |ticket| Action::Reopen(ticket)).await? {
                Opened::Now(open) => open,
                Opened::Before(ticket) => return Ok(ticket),
            };
        let reason = checked_text(caller, "reason", reason, "Schrijf waarom u de vraag heropent.")?;
        let tx = &open.tx;
        let ticket = &open.ticket;
        let now = open.now;
        let mut outcome = Outcome::default();
        let answer_due = self.open_again(tx, ticket, Transition::Reopen, &mut outcome, now).await?;
        outcome.event(TicketEvent::Reopened(Reopened::ByDesk { reason: reason.clone() }));
        let to = Status::OpenAgain { reason: &reason, answer_by: amsterdam_day(answer_due) };
        let link = self.tracking_url(ticket.submission_key, ticket.link_number);
        let says = Says::StatusChange(StatusChange { to, link: &link });
        outcome.letters.push(self.letter(&About::from(ticket), &ticket.contact, &says, now));
        self.finish_change(caller, open, outcome).await
    }

    /// Status, promise and expert of a question that is open again. By when it is answered.
    pub(crate) async fn open_again(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        why: Transition,
        outcome: &mut Outcome,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, Refusal> {
        let promises = counting::next_round(ticket, &self.picture().promises, now);
        self.open_with(tx, ticket, Again { step: why, promises }, outcome, now).await
    }

    /// The same with these promises.
    pub(crate) async fn open_with(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        how: Again,
        outcome: &mut Outcome,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, Refusal> {
        outcome.change.standing = Some(step(ticket.standing, how.step)?);
        // Nothing of an earlier round may move the promises of this one.
        store::tickets::end_wait(tx, ticket.id, now).await?;
        // What its asker asked for happened, whoever did it.
        store::feedback::settle(tx, ticket.id, AskedToReopen::Reopened).await?;
        let again = how.promises;
        let due = again.answer.due_at;
        let due_on = amsterdam_day(due);
        outcome.change.promises = Some(again.clone());
        let staffing = self.staffing(tx).await?;
        let there = ticket.assignee.filter(|&expert| {
            staffing.picture.expert(expert).is_some_and(|expert| expert.absence_on(due_on).is_none())
        });
        if let Some(expert) = there
            && self.may_get(tx, &staffing.picture, expert, ticket).await?.is_ok()
        {
            // The expert knows this question: it counts as theirs even when the week is full.
            let stays = Some((expert, Choice::OfAPerson));
            let work = Work::in_full(ticket.effort_minutes);
            if !self.move_work(tx, &staffing, None, stays, work, now).await? {
                return Err(refusal::overtaken());
            }
            return Ok(due);
        }
        let reopened = Ticket { promises: again, ..ticket.clone() };
        self.route_again(tx, &reopened, DecisionCause::Reopened, &staffing, outcome, now).await?;
        Ok(due)
    }
}
