//! Routing a ticket: what every verb that may move a ticket to somebody shares.

use crate::changing::outcome::Outcome;
use crate::{App, Desk, Refusal};
use chrono::{DateTime, Duration, Utc};
use domain::{
    Axis, Candidate, Decision, DecisionCause, DecisionId, Expert, Geography, OrganisationId, PersonId, Place, Reason,
    Taxonomy, Ticket, TicketEvent, TicketId, TicketStatus, TicketTopic, TopicKey, TopicSource, amsterdam_day,
};
use routing::{Case, CaseRegion, CaseTopic, Classification, Load, Proposal};
use std::collections::HashMap;
use std::sync::Arc;
use store::decisions::StoredDecision;
use store::experts::{ExpertLoad, Room, Taken};
use store::{Reads, Tx};

/// What one question is thought to cost an expert, in minutes. An estimate by the programme; measured effort replaces
/// it once there is any.
pub(crate) const EFFORT_MINUTES: i32 = 120;

/// How long an expert counts as known to an organisation.
const CONTINUITY: Duration = Duration::days(90);

/// The desk is never entirely sure: that is for people.
const SUREST: i32 = 999;

/// How many words of evidence are kept per topic: what fits on a card.
const EVIDENCE_WORDS: usize = 5;

/// How busy everybody is, and the picture of the desk that belongs to it.
pub(crate) struct Staffing {
    pub desk: Arc<Desk>,
    pub loads: HashMap<PersonId, Load>,
    /// Of the loads.
    revisions: HashMap<PersonId, i64>,
}

impl Staffing {
    /// The same without the work of a question that is about to be taken from its expert.
    pub(crate) fn without(&self, ticket: &Ticket) -> Self {
        let mut loads = self.loads.clone();
        if let Some(load) = ticket.busy().and_then(|expert| loads.get_mut(&expert)) {
            load.open_minutes -= ticket.effort_minutes;
        }
        Self { desk: Arc::clone(&self.desk), loads, revisions: self.revisions.clone() }
    }
}

/// Who chose an expert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The desk: within the week of the expert.
    OfADesk,
    /// A person, who may ask more of a colleague.
    OfAPerson,
}

/// What a question costs whoever gets it, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Work {
    /// Of the week: nothing while it waits for its asker.
    counts: i32,
    /// Of what they received lately.
    received: i32,
}

impl Work {
    /// Of a question that was answered.
    pub(crate) const NONE: Self = Self { counts: 0, received: 0 };

    /// Of a question that is to be worked on.
    pub(crate) fn in_full(minutes: i32) -> Self {
        Self { counts: minutes, received: minutes }
    }

    /// Of an open question, as it stands.
    pub(crate) fn of(ticket: &Ticket) -> Self {
        let full = Self::in_full(ticket.effort_minutes);
        if ticket.is_waiting() { Self { counts: 0, ..full } } else { full }
    }
}

/// What routing must know of a question, whether stored or not.
pub(crate) struct Subject<'a> {
    pub topics: &'a [TicketTopic],
    pub place: &'a Place,
    pub language: &'a str,
    pub organisation: Option<OrganisationId>,
    pub effort_minutes: i32,
    pub received_at: DateTime<Utc>,
    pub answer_due_at: DateTime<Utc>,
    pub declined_by: Vec<PersonId>,
    pub conflicts: Vec<PersonId>,
    pub known_experts: Vec<PersonId>,
    pub gate: Gate,
    pub likeness: Likeness,
}

/// Whether the text of a question resembles what routing learned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// As far as is known.
    Familiar,
    /// Most of its words are new.
    UnlikeAnything,
}

impl Likeness {
    pub(crate) fn of(classification: &Classification) -> Self {
        if classification.is_unlike_anything() { Self::UnlikeAnything } else { Self::Familiar }
    }

    /// Says so with the decision, unless a person said what it is about.
    fn tell(self, decision: &mut Decision, topics: &[TicketTopic]) {
        let by_person = topics.iter().any(|topic| topic.primary && topic.source != TopicSource::Classifier);
        if self == Self::UnlikeAnything && !by_person {
            decision.summary.push_str(" Dit lijkt op niets wat het loket kent.");
        }
    }
}

/// How sure the desk must be of the primary theme to assign a question without a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// From this certainty, in thousandths.
    From(i32),
    /// The time in which a lead could choose is over: the best proposal it is.
    TimeIsUp,
    /// The question is doubted to be for this desk, and nobody said what it is about: a lead looks at it.
    Doubted,
}

impl Gate {
    /// The gate that leads set.
    pub(crate) fn open_from(desk: &Desk) -> Self {
        Self::From(desk.rules.assign_from)
    }

    /// For a question that is not stored yet.
    pub(crate) fn on_receipt(doubted: bool, desk: &Desk) -> Self {
        if doubted { Self::Doubted } else { Self::open_from(desk) }
    }

    fn of(ticket: &Ticket, desk: &Desk, now: DateTime<Utc>) -> Self {
        match ticket.standing.choose_before() {
            _ if ticket.out_of_scope && ticket.topics.is_empty() => Self::Doubted,
            Some(due) if due <= now => Self::TimeIsUp,
            _ => Self::open_from(desk),
        }
    }

    /// Holds a decision back for a lead when the desk is not sure enough; marks it when nobody chose in time.
    fn apply(self, decision: &mut Decision, topics: &[TicketTopic], assign_from: i32) {
        let certainty = certainty(topics);
        if decision.chosen.is_none() || (certainty >= assign_from && self != Self::Doubted) {
            return;
        }
        let percent = certainty / 10;
        match self {
            Self::Doubted => {
                decision.chosen = None;
                decision.relaxed.clear();
                decision.summary = "Een programmaleider kijkt: het loket twijfelt of deze vraag hier hoort.".to_owned();
            }
            Self::From(_) => {
                decision.chosen = None;
                decision.relaxed.clear();
                decision.summary =
                    format!("Een programmaleider kiest: het loket is {percent} % zeker van het onderwerp.");
            }
            Self::TimeIsUp => {
                decision
                    .relaxed
                    .push(format!("niemand koos op tijd, terwijl het loket {percent} % zeker was van het onderwerp"));
            }
        }
    }
}

/// How sure the desk is of the primary theme, in thousandths: entirely when people set it, not at all without one.
pub(crate) fn certainty(topics: &[TicketTopic]) -> i32 {
    topics.iter().find(|topic| topic.primary).map_or(0, |primary| primary.confidence.unwrap_or(1000))
}

impl App {
    /// Loads of all experts, and a picture of the desk no older than them.
    pub(crate) async fn staffing(&self, from: &impl Reads) -> Result<Staffing, Refusal> {
        let (rows, versions) = store::experts::loads(from).await?;
        let desk = self.desk_at(from, versions).await?;
        let now = self.clock.now();
        let loads = rows.iter().map(|row| (row.expert, load_at(row, now))).collect();
        let revisions = rows.iter().map(|row| (row.expert, row.revision)).collect();
        Ok(Staffing { desk, loads, revisions })
    }

    /// Who should have it.
    pub(crate) fn decide(&self, subject: &Subject<'_>, staffing: &Staffing, now: DateTime<Utc>) -> Decision {
        let case = case_of(subject, &staffing.desk, now);
        let mut decision = routing::decide(&case, &staffing.desk.roster, &staffing.loads, now);
        subject.gate.apply(&mut decision, subject.topics, staffing.desk.rules.assign_from);
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
            place: &ticket.place,
            language: &ticket.language,
            organisation: Some(ticket.organisation),
            effort_minutes: ticket.effort_minutes,
            received_at: ticket.received_at,
            answer_due_at: ticket.promises.answer.due_at,
            declined_by,
            conflicts,
            known_experts,
            gate: Gate::of(ticket, &self.desk(), self.clock.now()),
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
        let taken = to.map(|(expert, choice)| Taken {
            expert,
            recent_minutes: staffing.loads.get(&expert).map_or(0, |load| load.recent_minutes) + work.received,
            room: match choice {
                Choice::OfADesk => Room::Within(staffing.desk.expert(expert).map_or(0, |expert| expert.weekly_minutes)),
                Choice::OfAPerson => Room::Made,
            },
            revision: staffing.revisions.get(&expert).copied().unwrap_or(0),
        });
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
        let desk = self.desk();
        let Some(expert) = desk.expert(expert).filter(|expert| open > expert.weekly_minutes) else { return Ok(()) };
        let summary = format!(
            "Blijft bij {}, die de vraag kent: de vraagsteller reageerde. De week is daarmee te vol: {} van {} uur bezet.",
            expert.name,
            in_hours(open),
            in_hours(expert.weekly_minutes)
        );
        let decision = human_decision(expert, summary.clone(), now);
        store::decisions::insert(tx, &self.decision_row(ticket.id, DecisionCause::Resumed, &decision)).await?;
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
            classifier: self.desk().classifier.version().to_owned(),
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

/// Topics of a new question: what the asker ticked, and what the classifier would set besides.
pub(crate) fn topics_of(
    asked_groups: &[TopicKey],
    asked_themes: &[TopicKey],
    classification: &Classification,
) -> Vec<TicketTopic> {
    let mut topics = Vec::new();
    for (axis, asked, proposals) in
        [(Axis::Theme, asked_themes, &classification.themes), (Axis::Group, asked_groups, &classification.groups)]
    {
        // What the asker ticked is taken for true; the order of the classifier tells which of it comes first.
        let rank = |key: &TopicKey| proposals.iter().position(|proposal| proposal.key == *key).unwrap_or(usize::MAX);
        let mut asked: Vec<&TopicKey> = asked.iter().collect();
        asked.sort_by_key(|key| rank(key));
        let mut of_axis: Vec<TicketTopic> = asked
            .into_iter()
            .map(|key| {
                let proposal = proposals.iter().find(|proposal| proposal.key == *key);
                TicketTopic {
                    key: key.clone(),
                    axis,
                    source: TopicSource::Asker,
                    confidence: None,
                    primary: false,
                    evidence: proposal.map(words_of).unwrap_or_default(),
                }
            })
            .collect();
        if of_axis.is_empty() {
            of_axis
                .extend(proposals.iter().filter(|proposal| proposal.chosen).map(|proposal| proposed(proposal, axis)));
        }
        if axis == Axis::Theme
            && let Some(first) = of_axis.first_mut()
        {
            first.primary = true;
        }
        topics.extend(of_axis);
    }
    topics
}

fn proposed(proposal: &Proposal, axis: Axis) -> TicketTopic {
    TicketTopic {
        key: proposal.key.clone(),
        axis,
        source: TopicSource::Classifier,
        confidence: Some(((proposal.confidence * 1000.0).round() as i32).min(SUREST)),
        primary: false,
        evidence: words_of(proposal),
    }
}

fn words_of(proposal: &Proposal) -> Vec<String> {
    let supporting = proposal.evidence.iter().filter(|evidence| evidence.contribution > 0.0);
    supporting.take(EVIDENCE_WORDS).map(|evidence| evidence.word.to_string()).collect()
}

pub(crate) fn case_of(subject: &Subject<'_>, desk: &Desk, now: DateTime<Utc>) -> Case {
    let today = amsterdam_day(now);
    Case {
        topics: case_topics(subject.topics, &desk.taxonomy),
        regions: case_regions(subject.place, &desk.geography, now),
        language: subject.language.to_owned(),
        organisation: subject.organisation,
        effort_minutes: subject.effort_minutes,
        answer_due_on: amsterdam_day(subject.answer_due_at),
        waiting_days: i32::try_from((today - amsterdam_day(subject.received_at)).num_days()).unwrap_or(i32::MAX),
        declined_by: subject.declined_by.clone(),
        conflicts: subject.conflicts.clone(),
        known_experts: subject.known_experts.clone(),
    }
}

fn case_topics(topics: &[TicketTopic], taxonomy: &Taxonomy) -> Vec<CaseTopic> {
    topics
        .iter()
        .filter_map(|topic| {
            let known = taxonomy.get(&topic.key)?;
            Some(CaseTopic {
                key: topic.key.clone(),
                axis: known.axis,
                // People do not guess: what they set counts in full.
                certainty: topic.confidence.unwrap_or(1000),
                primary: topic.primary,
                label: known.label.clone(),
            })
        })
        .collect()
}

fn case_regions(place: &Place, geography: &Geography, now: DateTime<Utc>) -> Vec<CaseRegion> {
    geography
        .regions_of(place, amsterdam_day(now))
        .into_iter()
        .map(|(region, confidence)| {
            let layout = geography.layouts.get(&region.layout);
            CaseRegion {
                name: geography.region_name(&region).to_owned(),
                layout_label: layout.map_or_else(|| region.layout.0.clone(), |layout| layout.label.clone()),
                weight: layout.map_or(0, |layout| layout.weight),
                region,
                confidence,
            }
        })
        .collect()
}

/// How long it takes until half of the recent work is forgotten, in days.
const RECENT_HALF_LIFE_DAYS: f64 = 14.0;

fn load_at(row: &ExpertLoad, now: DateTime<Utc>) -> Load {
    let age = row.last_assigned_at.map_or(0, |last| (now - last).num_seconds().max(0));
    let days = age as f64 / 86_400.0;
    Load {
        open_minutes: row.open_minutes,
        recent_minutes: (f64::from(row.recent_minutes) * 0.5_f64.powf(days / RECENT_HALF_LIFE_DAYS)).round() as i32,
        last_assigned_at: row.last_assigned_at,
    }
}
