//! What counts on a day, read from the tables themselves: the one place that says what a fact is.

use crate::became::{self, AtMoment};
use crate::error::unreadable;
use crate::rows::PlaceColumns;
use crate::urgency::FINISHED;
use crate::{Reads, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Axis, Fact, FactKind, Metric, OrganisationKind, Origin, PersonId, TicketId, TopicKey};
use sea_orm::{ConnectionTrait, DatabaseBackend, QueryResult, Statement};
use uuid::Uuid;

/// A fact, with the day it counts on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Amsterdam day.
    pub day: NaiveDate,
    /// What counts. The value is 0 while `unworked` says from when until when work is still to be counted.
    pub fact: Fact,
    /// Of a promise that was met before it was written down how much work that took: from when, and when it was met.
    pub unworked: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Nobody had the question when its promise was broken: it counts for no expert, whoever has it.
    pub is_nobodys: bool,
}

/// What is read of a ticket with every fact.
const OF_TICKET: &str = "t.id AS ticket, t.received_on, t.organisation_kind, t.municipality, t.region_layout, \
     t.region_code, t.assignee_id, t.policy, t.channel, (SELECT string_agg(a.axis || ' ' || a.topic, ',') FROM ticket_topics a \
     WHERE a.ticket_id = t.id) AS topics";
/// Only what came in is ever looked at by what it was about at first.
const AT_FIRST: &str =
    "(SELECT string_agg(f.axis || ' ' || f.topic, ',') FROM first_topics f WHERE f.ticket_id = t.id) AS at_first";
/// Whose a promise was: one that was broken before anybody had the question is nobody's.
const NOBODYS: &str = "CASE WHEN d.outcome = 'KEPT' OR EXISTS (SELECT 1 FROM decisions x WHERE x.ticket_id = d.ticket_id \
     AND x.chosen IS NOT NULL AND x.decided_at <= d.due_at) THEN 0 ELSE 1 END AS is_nobodys";
/// Promises that count: not those that were withdrawn, nor those whose clock stands still.
const COUNTS: &str = "d.paused_at IS NULL AND (d.outcome IS NULL OR d.outcome <> 'WITHDRAWN')";
/// Promises that counted at an earlier moment: of those that count now, the ones of which it was known by then what became
/// of them. That never changes. One whose clock stood still then was not broken yet, whatever became of it when it ran again.
const COUNTED_BY_THEN: &str = "AND (d.outcome = 'KEPT' AND d.met_at <= $1 OR (d.outcome IS NULL OR d.outcome <> 'KEPT') \
     AND d.due_at < $1 AND NOT EXISTS (SELECT 1 FROM waits w WHERE w.ticket_id = d.ticket_id AND w.from_at <= d.due_at \
     AND w.from_at <= $1 AND (w.to_at IS NULL OR w.to_at > $1)))";

/// Everything of one kind that counts on these days, in one statement; none of it is in any order. What is promised for
/// a moment after `now` counts once it is known what became of it.
pub async fn of_days(
    from: &impl Reads,
    kind: FactKind,
    days: &[NaiveDate],
    now: DateTime<Utc>,
) -> Result<Vec<Found>, StoreError> {
    read(from, kind, days, now, AtMoment::Now).await
}

/// The same of what counted at an earlier moment, as it stands in the tables now. Of which questions there were then, and
/// under what each counted, the ledger tells ([`crate::undoing`]); no day after that moment holds anything but promises.
pub async fn of_days_then(
    from: &impl Reads,
    kind: FactKind,
    days: &[NaiveDate],
    then: DateTime<Utc>,
) -> Result<Vec<Found>, StoreError> {
    read(from, kind, days, then, AtMoment::Then).await
}

/// What was open at the end of an earlier day, of what came in by then: what is open now, and against it what changed since.
/// Cost grows with what is open, and with what happened since.
pub async fn open_then(from: &impl Reads, day: NaiveDate) -> Result<Vec<Found>, StoreError> {
    let backend = from.connection().get_database_backend();
    let sql = format!(
        "SELECT t.received_on AS day, 1 AS value, {OF_TICKET} FROM tickets t \
         WHERE t.urgency < {FINISHED} AND t.received_on <= '{day}' \
         UNION ALL SELECT e.on_day AS day, CAST(-e.open_delta AS integer) AS value, {OF_TICKET} FROM events e {} \
         WHERE e.open_delta <> 0 AND e.on_day > '{day}' AND t.received_on <= '{day}'",
        its_ticket(backend, "e")
    );
    let rows = from.connection().query_all_raw(Statement::from_string(backend, sql)).await?;
    rows.iter().map(|row| found(row, FactKind::OpenChange)).collect()
}

async fn read(
    from: &impl Reads,
    kind: FactKind,
    days: &[NaiveDate],
    now: DateTime<Utc>,
    at: AtMoment,
) -> Result<Vec<Found>, StoreError> {
    if days.is_empty() {
        return Ok(Vec::new());
    }
    let on = in_list(days);
    let backend = from.connection().get_database_backend();
    let (of_event, of_promise) = (its_ticket(backend, "e"), its_ticket(backend, "d"));
    let promised = match at {
        AtMoment::Now => "",
        AtMoment::Then => COUNTED_BY_THEN,
    };
    let sql = match kind {
        FactKind::Received => format!(
            "SELECT t.received_on AS day, 1 AS value, {AT_FIRST}, {OF_TICKET} FROM tickets t WHERE t.received_on IN {on}"
        ),
        FactKind::Answered => format!(
            "SELECT t.first_answered_on AS day, 1 AS value, {OF_TICKET} FROM tickets t WHERE t.first_answered_on IN {on}"
        ),
        FactKind::Reopened => format!(
            "SELECT e.on_day AS day, 1 AS value, {OF_TICKET} FROM events e {of_event} WHERE e.kind = 'reopened' AND e.on_day IN {on}"
        ),
        FactKind::ClosedUnanswered => format!(
            "SELECT e.on_day AS day, 1 AS value, {OF_TICKET} FROM events e {of_event} \
             WHERE e.kind = 'closed' AND e.open_delta <> 0 AND e.on_day IN {on}"
        ),
        FactKind::Referred => format!(
            "SELECT e.on_day AS day, 1 AS value, {OF_TICKET} FROM events e {of_event} WHERE e.kind = 'referred' AND e.on_day IN {on}"
        ),
        FactKind::OpenChange => format!(
            "SELECT e.on_day AS day, CAST(e.open_delta AS integer) AS value, {OF_TICKET} \
             FROM events e {of_event} WHERE e.open_delta <> 0 AND e.on_day IN {on}"
        ),
        FactKind::ReactionDue | FactKind::AnswerDue => format!(
            "SELECT d.due_on AS day, CASE WHEN d.outcome = 'KEPT' THEN 1 ELSE 0 END AS value, {NOBODYS}, {OF_TICKET} \
             FROM deadlines d {of_promise} WHERE d.metric = '{}' AND d.due_on IN {on} \
             AND {COUNTS} AND (d.outcome IS NOT NULL OR d.due_at < $1) {promised}",
            metric(kind)
        ),
        FactKind::AnswerBecame => became::of_promises((&on, &of_promise, &format!("{NOBODYS}, {OF_TICKET}")), at),
        FactKind::AnswerJudged => became::of_answers(&on, OF_TICKET),
        FactKind::ReactionMet | FactKind::AnswerMet => format!(
            "SELECT d.met_on AS day, d.worked_minutes AS value, d.counted_from, d.met_at, {OF_TICKET} \
             FROM deadlines d {of_promise} WHERE d.metric = '{}' AND d.met_on IN {on} AND {COUNTS}",
            metric(kind)
        ),
    };
    let values = if sql.contains("$1") { vec![now.into()] } else { Vec::new() };
    let statement = Statement::from_sql_and_values(backend, sql, values);
    from.connection().query_all_raw(statement).await?.iter().map(|row| found(row, kind)).collect()
}

/// Joins the ticket of a row, found by its number: left to itself, a planner that expects many rows, or knows of no
/// statistics, reads all tickets there ever were.
pub(crate) fn its_ticket(backend: DatabaseBackend, row: &str) -> String {
    match backend {
        DatabaseBackend::Sqlite => format!("CROSS JOIN tickets t ON t.id = {row}.ticket_id"),
        _ => format!("CROSS JOIN LATERAL (SELECT * FROM tickets WHERE id = {row}.ticket_id OFFSET 0) AS t"),
    }
}

fn metric(kind: FactKind) -> &'static str {
    match kind {
        FactKind::ReactionDue | FactKind::ReactionMet => Metric::FirstResponse.as_str(),
        _ => Metric::Answer.as_str(),
    }
}

/// Days in the text itself: they are no text of people, and the planner knows how many there are.
pub(crate) fn in_list(days: &[NaiveDate]) -> String {
    let quoted: Vec<String> = days.iter().map(|day| format!("'{day}'")).collect();
    format!("({})", quoted.join(", "))
}

fn found(row: &QueryResult, kind: FactKind) -> Result<Found, StoreError> {
    let word: String = row.try_get("", "organisation_kind")?;
    let organisation_kind =
        OrganisationKind::parse(&word).ok_or_else(|| unreadable("tickets.organisation_kind", &word))?;
    let place = PlaceColumns {
        municipality: row.try_get("", "municipality")?,
        region_layout: row.try_get("", "region_layout")?,
        region_code: row.try_get("", "region_code")?,
    };
    let topics: Option<String> = row.try_get("", "topics")?;
    let at_first: Option<String> = if kind == FactKind::Received { row.try_get("", "at_first")? } else { None };
    let value: Option<i32> = row.try_get("", "value")?;
    let unworked = match (kind, value) {
        (FactKind::ReactionMet | FactKind::AnswerMet, None) => {
            Some((row.try_get("", "counted_from")?, row.try_get("", "met_at")?))
        }
        _ => None,
    };
    let is_nobodys = match kind {
        FactKind::ReactionDue | FactKind::AnswerDue | FactKind::AnswerBecame => {
            row.try_get::<i32>("", "is_nobodys")? == 1
        }
        _ => false,
    };
    let fact = Fact {
        ticket: TicketId(row.try_get("", "ticket")?),
        received_on: row.try_get("", "received_on")?,
        organisation_kind,
        place: place.place(),
        topics: topics.as_deref().map(topics_of).transpose()?.unwrap_or_default(),
        first_topics: at_first.as_deref().map(topics_of).transpose()?,
        expert: row.try_get::<Option<Uuid>>("", "assignee_id")?.map(PersonId).filter(|_| !is_nobodys),
        policy: row.try_get("", "policy")?,
        channel: channel_of(row)?,
        value: value.unwrap_or(0),
    };
    Ok(Found { day: row.try_get("", "day")?, fact, unworked, is_nobodys })
}

/// Through which door the question of a row came in.
pub(crate) fn channel_of(row: &QueryResult) -> Result<Origin, StoreError> {
    let word: String = row.try_get("", "channel")?;
    Origin::parse(&word).ok_or_else(|| unreadable("tickets.channel", &word))
}

/// `THEME woonzorgvisie,GROUP ouderen`, in the order of the words.
pub(crate) fn topics_of(list: &str) -> Result<Vec<(Axis, TopicKey)>, StoreError> {
    let mut topics = list
        .split(',')
        .map(|topic| {
            let (axis, key) = topic.split_once(' ').ok_or_else(|| unreadable("ticket_topics.topic", topic))?;
            let axis = Axis::parse(axis).ok_or_else(|| unreadable("ticket_topics.axis", axis))?;
            Ok((axis, TopicKey(key.to_owned())))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    topics.sort_unstable();
    Ok(topics)
}
