//! What routing must know of a question (case facts), and how sure the desk must be to assign it by itself.

use crate::Picture;
use chrono::{DateTime, Utc};
use domain::{
    Decision, Geography, OrganisationId, PersonId, Place, Taxonomy, Ticket, TicketTopic, TopicSource, amsterdam_day,
};
use routing::{Case, CaseRegion, CaseTopic, Classification};

/// What routing must know of a question, whether stored or not.
pub(crate) struct Subject<'a> {
    pub topics: &'a [TicketTopic],
    /// Every place that it is about.
    pub places: Vec<&'a Place>,
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
    pub(crate) fn tell(self, decision: &mut Decision, topics: &[TicketTopic]) {
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
    pub(crate) fn open_from(picture: &Picture) -> Self {
        Self::From(picture.rules.assign_from)
    }

    /// For a question that is not stored yet.
    pub(crate) fn on_receipt(doubted: bool, picture: &Picture) -> Self {
        if doubted { Self::Doubted } else { Self::open_from(picture) }
    }

    pub(crate) fn of(ticket: &Ticket, picture: &Picture, now: DateTime<Utc>) -> Self {
        match ticket.standing.choose_before() {
            _ if ticket.is_doubted() => Self::Doubted,
            Some(due) if due <= now => Self::TimeIsUp,
            _ => Self::open_from(picture),
        }
    }

    /// Holds a decision back for a lead when the desk is not sure enough; marks it when nobody chose in time.
    pub(crate) fn apply(self, decision: &mut Decision, topics: &[TicketTopic], assign_from: i32) {
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

pub(crate) fn case_of(subject: &Subject<'_>, picture: &Picture, now: DateTime<Utc>) -> Case {
    let today = amsterdam_day(now);
    Case {
        topics: case_topics(subject.topics, &picture.taxonomy),
        places: subject.places.iter().map(|place| picture.geography.place_name(place)).collect(),
        regions: case_regions(&subject.places, &picture.geography, now),
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

fn case_regions(places: &[&Place], geography: &Geography, now: DateTime<Utc>) -> Vec<CaseRegion> {
    let day = amsterdam_day(now);
    let of_each = places.iter().enumerate();
    of_each
        .flat_map(|(at, place)| geography.regions_of(place, day).into_iter().map(move |found| (at, found)))
        .map(|(place, (region, confidence))| {
            let layout = geography.layouts.get(&region.layout);
            CaseRegion {
                name: geography.region_name(&region).to_owned(),
                layout_label: layout.map_or_else(|| region.layout.0.clone(), |layout| layout.label.clone()),
                place,
                weight: layout.map_or(0, |layout| layout.weight),
                region,
                confidence,
            }
        })
        .collect()
}
