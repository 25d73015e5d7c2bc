//! Between rows and the words of the domain.

use crate::StoreError;
use crate::entity::{deadline, message, ticket, ticket_topic};
use crate::error::unreadable;
use chrono::{DateTime, Utc};
use domain::{
    Asked, Axis, Deadline, Ending, LayoutKey, Message, MessageId, MessageKind, Metric, MunicipalityCode, PersonId,
    Place, PromiseOutcome, Promises, RegionRef, Standing, TicketId, TicketStatus, TicketTopic, TopicKey, TopicSource,
    amsterdam_day,
};
use sea_orm::ActiveValue::Set;

/// The columns that hold where a ticket stands. Those that only another state may hold are empty.
#[derive(Default)]
pub(crate) struct StandingColumns {
    pub status: String,
    pub triage_due_at: Option<DateTime<Utc>>,
    pub waiting_since: Option<DateTime<Utc>>,
    pub asker_reminded_at: Option<DateTime<Utc>>,
    pub acts_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub ending: Option<String>,
    pub merged_into: Option<i64>,
}

impl StandingColumns {
    pub(crate) fn of(standing: Standing) -> Self {
        let asked = standing.asked();
        Self {
            status: standing.status().as_str().to_owned(),
            triage_due_at: standing.choose_before(),
            waiting_since: asked.map(|asked| asked.since),
            asker_reminded_at: asked.and_then(|asked| asked.reminded_at),
            acts_at: standing.acts_at(),
            closed_at: standing.closed_at(),
            ending: standing.ending().map(|ending| ending.as_str().to_owned()),
            merged_into: match standing.ending() {
                Some(Ending::MergedInto(into)) => Some(into.0),
                Some(Ending::Closed(_) | Ending::Referred) | None => None,
            },
        }
    }

    pub(crate) fn of_row(row: &ticket::Model) -> Self {
        Self {
            status: row.status.clone(),
            triage_due_at: row.triage_due_at,
            waiting_since: row.waiting_since,
            asker_reminded_at: row.asker_reminded_at,
            acts_at: row.acts_at,
            closed_at: row.closed_at,
            ending: row.ending.clone(),
            merged_into: row.merged_into,
        }
    }

    pub(crate) fn standing(self) -> Result<Standing, StoreError> {
        let status = TicketStatus::parse(&self.status).ok_or_else(|| unreadable("tickets.status", &self.status))?;
        let Self { asker_reminded_at: reminded_at, acts_at, .. } = self;
        let asked = self.waiting_since.map(|since| Asked { since, reminded_at, acts_at });
        Ok(match status {
            TicketStatus::Unassigned => Standing::Unassigned { choose_before: self.triage_due_at, asked },
            TicketStatus::Assigned => Standing::Assigned,
            TicketStatus::WaitingForAsker => {
                Standing::WaitingForAsker(asked.ok_or_else(|| unreadable("tickets.waiting_since", "NULL"))?)
            }
            TicketStatus::Answered => Standing::Answered { closes_at: acts_at },
            TicketStatus::Closed => Standing::Closed {
                at: self.closed_at.ok_or_else(|| unreadable("tickets.closed_at", "NULL"))?,
                // A server of the version before does not write it.
                ending: self
                    .ending
                    .as_deref()
                    .map(|word| ending(word, self.merged_into))
                    .transpose()?
                    .unwrap_or_default(),
            },
        })
    }
}

fn ending(word: &str, into: Option<i64>) -> Result<Ending, StoreError> {
    Ending::parse(word, into.map(TicketId)).ok_or_else(|| unreadable("tickets.ending", word))
}

/// The three columns that hold a place.
pub(crate) struct PlaceColumns {
    pub municipality: Option<String>,
    pub region_layout: Option<String>,
    pub region_code: Option<String>,
}

impl PlaceColumns {
    pub(crate) fn of(place: &Place) -> Self {
        match place {
            Place::Municipality(code) => {
                Self { municipality: Some(code.0.clone()), region_layout: None, region_code: None }
            }
            Place::Region(region) => Self {
                municipality: None,
                region_layout: Some(region.layout.0.clone()),
                region_code: Some(region.code.clone()),
            },
            Place::Nationwide => Self { municipality: None, region_layout: None, region_code: None },
        }
    }

    pub(crate) fn place(self) -> Place {
        match (self.municipality, region(self.region_layout, self.region_code)) {
            (Some(code), _) => Place::Municipality(MunicipalityCode(code)),
            (None, Some(region)) => Place::Region(region),
            (None, None) => Place::Nationwide,
        }
    }
}

pub(crate) fn region(layout: Option<String>, code: Option<String>) -> Option<RegionRef> {
    Some(RegionRef { layout: LayoutKey(layout?), code: code? })
}

fn deadline_row(ticket: TicketId, metric: Metric, deadline: &Deadline) -> deadline::ActiveModel {
    deadline::ActiveModel {
        ticket_id: Set(ticket.0),
        metric: Set(metric.as_str().to_owned()),
        round: Set(deadline.round),
        counted_from: Set(deadline.counted_from),
        due_at: Set(deadline.due_at),
        due_on: Set(amsterdam_day(deadline.due_at)),
        remind_at: Set(deadline.remind_at),
        derivation: Set(deadline.derivation.clone()),
        calendar_version: Set(deadline.calendar_version),
        met_at: Set(deadline.met_at),
        met_on: Set(deadline.met_at.map(amsterdam_day)),
        worked_minutes: Set(deadline.worked_minutes),
        breached_at: Set(deadline.breached_at),
        paused_at: Set(deadline.paused_at),
        extra_days: Set(i32::try_from(deadline.extra_days).unwrap_or(i32::MAX)),
        reminded_for: Set(None),
        outcome: Set(deadline.outcome.map(|outcome| outcome.as_str().to_owned())),
    }
}

pub(crate) fn deadline_rows(ticket: TicketId, promises: &Promises) -> [deadline::ActiveModel; 2] {
    promises.each().map(|(metric, promise)| deadline_row(ticket, metric, promise))
}

/// Of each metric the promise of the latest round: what became of those before is for the figures.
pub(crate) fn promises(ticket: i64, rows: Vec<deadline::Model>) -> Result<Promises, StoreError> {
    let (mut first_response, mut answer): (Option<Deadline>, Option<Deadline>) = (None, None);
    for row in rows {
        let latest = match Metric::parse(&row.metric).ok_or_else(|| unreadable("deadlines.metric", &row.metric))? {
            Metric::FirstResponse => &mut first_response,
            Metric::Answer => &mut answer,
        };
        if latest.as_ref().is_none_or(|known| known.round < row.round) {
            *latest = Some(deadline(row)?);
        }
    }
    let there = |metric: Metric, found: Option<Deadline>| {
        found.ok_or_else(|| unreadable("deadlines", &format!("no {} of ticket {ticket}", metric.as_str())))
    };
    Ok(Promises {
        first_response: there(Metric::FirstResponse, first_response)?,
        answer: there(Metric::Answer, answer)?,
    })
}

fn deadline(row: deadline::Model) -> Result<Deadline, StoreError> {
    Ok(Deadline {
        round: row.round,
        outcome: row.outcome.as_deref().map(outcome).transpose()?,
        counted_from: row.counted_from,
        due_at: row.due_at,
        remind_at: row.remind_at,
        derivation: row.derivation,
        calendar_version: row.calendar_version,
        met_at: row.met_at,
        worked_minutes: row.worked_minutes,
        breached_at: row.breached_at,
        paused_at: row.paused_at,
        extra_days: u32::try_from(row.extra_days)
            .map_err(|_| unreadable("deadlines.extra_days", &row.extra_days.to_string()))?,
    })
}

/// What became of a promise.
pub(crate) fn outcome(word: &str) -> Result<PromiseOutcome, StoreError> {
    PromiseOutcome::parse(word).ok_or_else(|| unreadable("deadlines.outcome", word))
}

pub(crate) fn topic_rows(
    ticket: TicketId,
    topics: &[TicketTopic],
) -> Result<Vec<ticket_topic::ActiveModel>, StoreError> {
    topics
        .iter()
        .zip(0..)
        .map(|(topic, position)| {
            Ok(ticket_topic::ActiveModel {
                ticket_id: Set(ticket.0),
                position: Set(position),
                topic: Set(topic.key.0.clone()),
                axis: Set(topic.axis.as_str().to_owned()),
                source: Set(topic.source.as_str().to_owned()),
                confidence: Set(topic.confidence),
                is_primary: Set(topic.primary),
                evidence: Set(serde_json::to_value(&topic.evidence)?),
            })
        })
        .collect()
}

pub(crate) fn topic(row: ticket_topic::Model) -> Result<TicketTopic, StoreError> {
    Ok(TicketTopic {
        key: TopicKey(row.topic),
        axis: Axis::parse(&row.axis).ok_or_else(|| unreadable("ticket_topics.axis", &row.axis))?,
        source: TopicSource::parse(&row.source).ok_or_else(|| unreadable("ticket_topics.source", &row.source))?,
        confidence: row.confidence,
        primary: row.is_primary,
        evidence: serde_json::from_value(row.evidence)?,
    })
}

pub(crate) fn message_row(ticket: TicketId, message: &Message, revision: Option<i32>) -> message::ActiveModel {
    message::ActiveModel {
        id: Set(message.id.0),
        ticket_id: Set(ticket.0),
        kind: Set(message.kind.as_str().to_owned()),
        author_id: Set(message.author.map(|author| author.0)),
        author_name: Set(message.author_name.clone()),
        body: Set(message.body.clone()),
        sent_at: Set(message.sent_at),
        revision: Set(revision),
    }
}

pub(crate) fn message(row: message::Model) -> Result<Message, StoreError> {
    Ok(Message {
        id: MessageId(row.id),
        kind: MessageKind::parse(&row.kind).ok_or_else(|| unreadable("messages.kind", &row.kind))?,
        author: row.author_id.map(PersonId),
        author_name: row.author_name,
        body: row.body,
        sent_at: row.sent_at,
    })
}
