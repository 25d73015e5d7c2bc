//! Routing a ticket: what every verb that may move a ticket to somebody shares.

use crate::assigning::staffing::{Choice, Staffing, Work, load_at};
use crate::assigning::subject::{Gate, Likeness, Subject, case_of};
use crate::changing::outcome::Outcome;
use crate::{App, Refusal};
use chrono::{DateTime, Duration, Utc};
use domain::{
    Candidate, Decision, DecisionCause, DecisionId, Expert, OrganisationId, PersonId, Reason, Ticket, TicketEvent,
    TicketId, TicketStatus,
};
use store::decisions::StoredDecision;
use store::experts::ExpertLoad;
use store::versions::Versions;
use store::{Reads, Tx};

/// How long an expert counts as known to an organisation.
pub(crate) const CONTINUITY: Duration = Duration::days(90);

impl App {
    /// Loads of all experts, and a picture of the desk no older than them.
    pub(crate) async fn staffing(&self, from: &impl Reads) -> Result<Staffing, Refusal> {
        let (rows, versions) = store::experts::loads(from).await?;
        self.staffing_of(from, &rows, versions).await
    }

    /// The same of loads that were read already.
    pub(crate) async fn staffing_of(
        &self,
        from: &impl Reads,
        rows: &[ExpertLoad],
        versions: Versions,
    ) -> Result<Staffing, Refusal> {
        let picture = self.picture_at(from, versions).await?;
        let now = self.clock.now();
        let loads = rows.iter().map(|row| (row.expert, load_at(row, now))).collect();
        let revisions = rows.iter().map(|row| (row.expert, row.revision)).collect();
        Ok(Staffing { picture, loads, revisions })
    }

    /// Who should have it.
    pub(crate) fn decide(&self, subject: &Subject<'_>, staffing: &Staffing, now: DateTime<Utc>) -> Decision {
        let case = case_of(subject, &staffing.picture, now);
        let mut decision = routing::decide(&case, &staffing.picture.roster, &staffing.loads, now);
        subject.gate.apply(&mut decision, subject.topics, staffing.picture.rules.assign_from);
        subject.likeness.tell(&mut decision, subject.topics);
        decision
    }

    /// What routing must know of a ticket that is stored already.
    pub(crate) async fn subject_of<'a>(&self, from: &impl Reads, ticket: &'a Ticket) -> Result<Subject<'a>, Refusal> {
        let declined_by = store::tickets::declined_by(from, ticket.id).await?;
        let known_experts = self.known_experts(from, ticket.organisation).await?;
        let conflicts = store::conflicts::of(from, ticket.organisation).await?;
        Ok(Subject {
            topics: &ticket.topics,
            places: ticket.places().collect(),
            language: &ticket.language,
            organisation: Some(ticket.organisation),
            effort_minutes: ticket.effort_minutes,
            received_at: ticket.received_at,
            answer_due_at: ticket.promises.answer.due_at,
            declined_by,
            conflicts,
            known_experts,
            gate: Gate::of(ticket, &self.picture(), self.clock.now()),
            likeness: Likeness::Familiar,
        })
    }

    /// Experts who helped this organisation lately.
    pub(crate) async fn known_experts(
        &self,
        from: &impl Reads,
        organisation: OrganisationId,
    ) -> Result<Vec<PersonId>, Refusal> {
        Ok(store::tickets::earlier_experts(from, organisation, self.clock.now() - CONTINUITY).await?)
    }

    /// Moves the work of a question from whoever has it to whoever gets it, either of whom may be nobody; `false` when at
    /// the same moment others filled their week, or whoever gets it lost the right to it.
    ///
    /// Who takes a right away counts up the load's revision: with the load of `to` held, it is as it was when this was
    /// decided, or nothing is taken.
    pub(crate) async fn move_work(
        &self,
        tx: &Tx,
        staffing: &Staffing,
        from: Option<PersonId>,
        to: Option<(PersonId, Choice)>,
        work: Work,
        now: DateTime<Utc>,
    ) -> Result<bool, Refusal> {
        let taken = to.map(|(expert, choice)| staffing.taken(expert, choice, work));
        Ok(store::experts::move_work(tx, from, taken.as_ref(), work.counts, now).await?)
    }

    /// The asker reacted: the question counts in its expert's week again. It stays with them also when that is full; then
    /// the reason says so.
    pub(crate) async fn resume_work(
        &self,
        tx: &Tx,
        ticket: &Ticket,
        outcome: &mut Outcome,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let waited = ticket.assignee.filter(|_| ticket.status() == TicketStatus::WaitingForAsker);
        let Some(expert) = waited else { return Ok(()) };
        let Some(open) = store::experts::resume_work(tx, expert, ticket.effort_minutes).await? else { return Ok(()) };
        let picture = self.picture();
        let Some(expert) = picture.expert(expert).filter(|expert| open > expert.weekly_minutes) else { return Ok(()) };
        let summary = format!(
            "Blijft bij {}, die de vraag kent: de vraagsteller reageerde. De week is daarmee te vol: {} van {} uur bezet.",
            expert.name,
            in_hours(open),
            in_hours(expert.weekly_minutes)
        );
        let decision = human_decision(expert, summary.clone(), now);
        let row = self.decision_row(ticket.id, DecisionCause::Resumed, &decision);
        store::decisions::insert(tx, &row, &picture.numbers).await?;
        outcome.event(TicketEvent::Routed { cause: Some(DecisionCause::Resumed), chosen: Some(expert.id) });
        outcome.change.routing_summary = Some(summary);
        Ok(())
    }

    /// A decision as it is stored.
    pub(crate) fn decision_row(&self, ticket: TicketId, cause: DecisionCause, decision: &Decision) -> StoredDecision {
        StoredDecision {
            id: DecisionId(self.ids.uuid(decision.decided_at)),
            ticket,
            cause,
            classifier: self.picture().classifier.version(),
            decision: decision.clone(),
        }
    }
}

/// Hours as people say them: 8, or 9,5.
fn in_hours(minutes: i32) -> String {
    match (minutes / 60, minutes % 60 * 10 / 60) {
        (hours, 0) => hours.to_string(),
        (hours, tenths) => format!("{hours},{tenths}"),
    }
}

/// A decision by a person, written down in the same form as the desk's own.
pub(crate) fn human_decision(chosen: &Expert, summary: String, now: DateTime<Utc>) -> Decision {
    Decision {
        chosen: Some(chosen.id),
        candidates: vec![Candidate {
            expert: chosen.id,
            name: chosen.name.clone(),
            score: None,
            excluded: None,
            reasons: vec![Reason { points: 0, text: summary.clone() }],
        }],
        summary,
        relaxed: Vec::new(),
        decided_at: now,
    }
}
