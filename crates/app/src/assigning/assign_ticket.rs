//! A question goes to another expert: handed over by the one who has it, or overruled by a lead.

use crate::assigning::may_get::Barred;
use crate::assigning::routing_step::human_decision;
use crate::assigning::staffing::{Choice, Staffing, Work};
use crate::changing::change::{Opened, checked_text, step};
use crate::changing::outcome::{Outcome, Tell};
use crate::policy::Action;
use crate::promises::counting;
use crate::{App, Caller, Refusal, SeenTicket, refusal};
use chrono::{DateTime, Utc};
use domain::{DecisionCause, HandoverReason, PersonId, Role, Ticket, TicketEvent, Transition};
use store::Tx;

impl App {
    /// Gives a question to this expert, with a reason that is kept. The promises stay as they are. `None` is somebody the
    /// desk does not know: a complaint, but only to those who may know of the ticket.
    pub async fn assign_ticket(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        to: Option<PersonId>,
        reason: &str,
    ) -> Result<Ticket, Refusal> {
        let chosen = to.map(|to| to.to_string()).unwrap_or_default();
        let open = match self
            .open_change(caller, on.into(), &["assign", &chosen, reason], |ticket| Action::Assign(ticket))
            .await?
        {
            Opened::Now(open) => open,
            Opened::Before(ticket) => return Ok(ticket),
        };
        let reason = checked_text(caller, "reason", reason, "Schrijf waarom de vraag naar een ander gaat.")?;
        let tx = &open.tx;
        let ticket = &open.ticket;
        let now = open.now;
        let to = to.ok_or_else(|| Barred::NoExpert.complaint())?;
        step(ticket.standing, Transition::Assign)?;
        if ticket.assignee == Some(to) {
            return Err(Refusal::Conflict("Deze deskundige heeft de vraag al.".to_owned()));
        }
        let cause = cause_of(caller, ticket);
        let mut outcome = Outcome::default();
        self.let_go(caller, tx, ticket, &reason, cause, now).await?;
        let staffing = self.staffing(tx).await?;
        self.may_get(tx, &staffing.picture, to, ticket).await?.map_err(Barred::complaint)?;
        let Some(expert) = staffing.picture.expert(to) else { return Err(Barred::NoExpert.complaint().into()) };
        let chosen = Some((to, Choice::OfAPerson));
        if !self.move_work(tx, &staffing, ticket.busy(), chosen, Work::of(ticket), now).await? {
            return Err(refusal::overtaken());
        }
        let by = caller.actor.person().map_or("het loket", |person| staffing.picture.name(person));
        let summary = match cause {
            DecisionCause::Handover => format!("Overgedragen door {by}: {reason}"),
            _ => format!("Toegewezen door {by}: {reason}"),
        };
        let decision = human_decision(expert, summary, now);
        self.hand_to(tx, ticket, cause, &decision, &mut outcome, now).await?;
        let changed = self.finish_change(caller, open, outcome).await?;
        self.after_letting_go(caller, &reason).await?;
        Ok(changed)
    }

    /// Gives a question back to the desk, which looks for another expert than the ones who gave it away.
    pub async fn hand_over_ticket(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        reason: &str,
    ) -> Result<Ticket, Refusal> {
        let open =
            match self.open_change(caller, on.into(), &["hand over", reason], |ticket| Action::Assign(ticket)).await? {
                Opened::Now(open) => open,
                Opened::Before(ticket) => return Ok(ticket),
            };
        let reason = checked_text(caller, "reason", reason, "Schrijf waarom de vraag naar een ander gaat.")?;
        let tx = &open.tx;
        let ticket = &open.ticket;
        let now = open.now;
        step(ticket.standing, Transition::Assign)?;
        let mut outcome = Outcome::default();
        self.let_go(caller, tx, ticket, &reason, DecisionCause::Handover, now).await?;
        let staffing = self.staffing(tx).await?;
        self.route_again(tx, ticket, DecisionCause::Handover, &staffing, &mut outcome, now).await?;
        let changed = self.finish_change(caller, open, outcome).await?;
        self.after_letting_go(caller, &reason).await?;
        Ok(changed)
    }

    /// An expert who handed a question over does not get it back by itself. A wrong topic teaches; a conflict of interest
    /// is remembered, whoever says it; and the other reasons say nothing of the question.
    async fn let_go(
        &self,
        caller: &Caller,
        tx: &Tx,
        ticket: &Ticket,
        reason: &str,
        cause: DecisionCause,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        if let Some(expert) = ticket.assignee {
            if cause == DecisionCause::Handover {
                store::tickets::decline(tx, ticket.id, expert, reason, now).await?;
            }
            match HandoverReason::of(reason) {
                // Of a lead who overrules, the correction of the topics says what was wrong.
                HandoverReason::WrongTopic if cause == DecisionCause::Handover => {
                    let primary = ticket.topics.iter().find(|topic| topic.primary).map(|topic| topic.key.clone());
                    if primary.is_some() {
                        self.remember(tx, caller, ticket, Vec::new(), Vec::new(), primary).await?;
                    }
                }
                HandoverReason::ConflictOfInterest => {
                    store::conflicts::add(tx, expert, ticket.organisation, now).await?;
                    if let Some(person) = store::people::by_id(tx, expert).await? {
                        self.recall_from(tx, &person, now).await?;
                    }
                }
                HandoverReason::WrongTopic
                | HandoverReason::WrongRegion
                | HandoverReason::NoRoom
                | HandoverReason::Other => {}
            }
            store::covered::end(tx, ticket.id).await?;
        }
        Ok(())
    }

    /// Who has a conflict of interest has one with every question of that organisation: those go to others as well.
    async fn after_letting_go(&self, caller: &Caller, reason: &str) -> Result<(), Refusal> {
        if HandoverReason::of(reason) == HandoverReason::ConflictOfInterest {
            self.take_from_conflicted(caller).await?;
        }
        Ok(())
    }

    /// Lets the desk decide again, takes the work from whoever has it, and writes down what comes of it: another expert,
    /// or the queue.
    pub(crate) async fn route_again(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        cause: DecisionCause,
        staffing: &Staffing,
        outcome: &mut Outcome,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let subject = self.subject_of(tx, ticket).await?;
        let staffing = &staffing.without(ticket);
        let mut decision = self.decide(&subject, staffing, now);
        let chosen = decision.chosen.map(|expert| (expert, Choice::OfADesk));
        if !self.move_work(tx, staffing, ticket.busy(), chosen, Work::of(ticket), now).await? {
            // Somebody else was first: the sweep tries again in a moment.
            decision.chosen = None;
            decision.summary = "Wacht op een deskundige met ruimte.".to_owned();
        }
        self.hand_to(tx, ticket, cause, &decision, outcome, now).await
    }

    /// Rows, events and letter of a decision that was taken.
    pub(crate) async fn hand_to(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        cause: DecisionCause,
        decision: &domain::Decision,
        outcome: &mut Outcome,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        self.name_expert(tx, ticket, cause, decision, outcome).await?;
        // A question that is opened again is open by now.
        let standing = outcome.change.standing.unwrap_or(ticket.standing);
        let next = match decision.chosen {
            Some(_) => {
                outcome.tell = Some(Tell::Assigned { why: decision.summary.clone() });
                Transition::Assign
            }
            None => Transition::Release { choose_before: counting::triage_due(now, &self.picture().promises.calendar) },
        };
        outcome.change.standing = Some(step(standing, next)?);
        Ok(())
    }

    /// Writes down whose it is now, or that it is nobody's; where it stands is not its concern.
    pub(crate) async fn name_expert(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        cause: DecisionCause,
        decision: &domain::Decision,
        outcome: &mut Outcome,
    ) -> Result<(), Refusal> {
        let row = self.decision_row(ticket.id, cause, decision);
        store::decisions::insert(tx, &row, &self.picture().numbers).await?;
        outcome.event(TicketEvent::Routed { cause: Some(cause), chosen: decision.chosen });
        outcome.change.assignee = Some(decision.chosen);
        outcome.change.routing_summary = Some(decision.summary.clone());
        match decision.chosen {
            Some(expert) => outcome.event(TicketEvent::Assigned { expert, from: Some(ticket.assignee) }),
            None => outcome.event(TicketEvent::Released { from: ticket.assignee }),
        }
        Ok(())
    }
}

/// An expert hands over what they have; a lead overrules.
fn cause_of(caller: &Caller, ticket: &Ticket) -> DecisionCause {
    let own = caller.actor.person().is_some() && caller.actor.person() == ticket.assignee;
    if own || !caller.actor.has(Role::Lead) { DecisionCause::Handover } else { DecisionCause::Overruled }
}
