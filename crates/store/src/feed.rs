//! Questions as rows without texts or persons (flat feed, export for analysts), in the order in which they came in.

use crate::error::unreadable;
use crate::facts::{channel_of, topics_of};
use crate::rows::{PlaceColumns, outcome};
use crate::{Reads, StoreError};
use chrono::{Datelike, NaiveDate};
use domain::{
    Axis, Metric, OrganisationKind, Origin, Place, PromiseOutcome, Reference, TicketId, TicketStatus, TopicKey,
};
use sea_orm::{ConnectionTrait, QueryResult, Statement};

/// One question, as analysts get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FedQuestion {
    /// What people call it.
    pub reference: Reference,
    /// When it came in.
    pub received_on: NaiveDate,
    /// Who asked.
    pub organisation_kind: OrganisationKind,
    /// From where.
    pub place: Place,
    /// What it is about, in order.
    pub topics: Vec<(Axis, TopicKey)>,
    /// Where it stands.
    pub status: TicketStatus,
    /// Under which policy it was promised.
    pub policy: String,
    /// Through which door it came in.
    pub channel: Origin,
    /// When it was answered for the first time.
    pub first_answered_on: Option<NaiveDate>,
    /// What became of the first promise of a reaction, once that is known.
    pub reaction: Option<PromiseOutcome>,
    /// And of an answer.
    pub answer: Option<PromiseOutcome>,
}

/// Where a page of the feed ends: a day of receipt, and a number.
pub type FeedPlace = (NaiveDate, TicketId);

/// Questions of this period after a place, at most so many; in order of receipt.
pub async fn questions(
    from: &impl Reads,
    (first, last): (NaiveDate, NaiveDate),
    after: Option<FeedPlace>,
    limit: u32,
) -> Result<Vec<FedQuestion>, StoreError> {
    let became = |metric: Metric| {
        format!(
            "(SELECT d.outcome FROM deadlines d WHERE d.ticket_id = t.id AND d.metric = '{}' ORDER BY d.round LIMIT 1)",
            metric.as_str()
        )
    };
    let sql = format!(
        "SELECT t.id, t.received_on, t.organisation_kind, t.municipality, t.region_layout, t.region_code, t.status, \
         t.policy, t.channel, t.first_answered_on, {} AS reaction, {} AS answer, \
         (SELECT string_agg(a.axis || ' ' || a.topic, ',') FROM ticket_topics a WHERE a.ticket_id = t.id) AS topics \
         FROM tickets t WHERE (t.received_on, t.id) > ($1, $2) AND t.received_on <= $3 \
         ORDER BY t.received_on, t.id LIMIT {limit}",
        became(Metric::FirstResponse),
        became(Metric::Answer)
    );
    // No number is below 1: everything of the first day comes after it.
    let (day, ticket) = after.unwrap_or((first, TicketId(0))).max((first, TicketId(0)));
    let values = [day.into(), ticket.0.into(), last.into()];
    let statement = Statement::from_sql_and_values(from.connection().get_database_backend(), sql, values);
    from.connection().query_all_raw(statement).await?.iter().map(fed).collect()
}

fn fed(row: &QueryResult) -> Result<FedQuestion, StoreError> {
    let kind: String = row.try_get("", "organisation_kind")?;
    let status: String = row.try_get("", "status")?;
    let received_on: NaiveDate = row.try_get("", "received_on")?;
    let topics: Option<String> = row.try_get("", "topics")?;
    let became = |column: &str| -> Result<Option<PromiseOutcome>, StoreError> {
        row.try_get::<Option<String>>("", column)?.as_deref().map(outcome).transpose()
    };
    let place = PlaceColumns {
        municipality: row.try_get("", "municipality")?,
        region_layout: row.try_get("", "region_layout")?,
        region_code: row.try_get("", "region_code")?,
    };
    Ok(FedQuestion {
        reference: Reference { year: received_on.year(), ticket: TicketId(row.try_get("", "id")?) },
        received_on,
        organisation_kind: OrganisationKind::parse(&kind)
            .ok_or_else(|| unreadable("tickets.organisation_kind", &kind))?,
        place: place.place(),
        topics: topics.as_deref().map(topics_of).transpose()?.unwrap_or_default(),
        status: TicketStatus::parse(&status).ok_or_else(|| unreadable("tickets.status", &status))?,
        policy: row.try_get("", "policy")?,
        channel: channel_of(row)?,
        first_answered_on: row.try_get("", "first_answered_on")?,
        reaction: became("reaction")?,
        answer: became("answer")?,
    })
}
