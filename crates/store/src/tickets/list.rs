//! Lists of tickets for routing, sweeps and triage, each walking an index.

use super::read::{complete, topics_of, with_organisation};
use crate::entity::{message, organisation, ticket};
use crate::rows::PlaceColumns;
use crate::{Reads, Scope, StoreError, invitations, ticket_places};
use chrono::{DateTime, Utc};
use domain::{MessageKind, OrganisationId, PersonId, Place as From, Ticket, TicketId, TicketTopic};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, SelectTwo,
};

/// Tickets without an expert that are not doubted to be for this desk, longest waiting first.
pub async fn unassigned(from: &impl Reads, limit: u32) -> Result<Vec<Ticket>, StoreError> {
    unassigned_after(from, None, limit).await
}

/// The same, going on after a ticket: so that those that nobody can take do not hide the ones behind them.
pub async fn unassigned_after(
    from: &impl Reads,
    after: Option<&Ticket>,
    limit: u32,
) -> Result<Vec<Ticket>, StoreError> {
    let after = after.map(|last| (last.received_at, last.id));
    let rows = waiting(with_organisation(), after).limit(u64::from(limit)).all(from.connection()).await?;
    complete(from, rows).await
}

/// Where a ticket stands in the line of those that wait, and which it is.
pub type InLine = (DateTime<Utc>, TicketId);

/// The same, but only which they are, and at which revision: that can be read when the tickets themselves cannot.
pub async fn unassigned_in_line(
    from: &impl Reads,
    after: Option<InLine>,
    limit: u32,
) -> Result<Vec<(InLine, i32)>, StoreError> {
    let rows: Vec<(DateTime<Utc>, i64, i32)> = waiting(ticket::Entity::find(), after)
        .select_only()
        .columns([ticket::Column::ReceivedAt, ticket::Column::Id, ticket::Column::Revision])
        .limit(u64::from(limit))
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(rows.into_iter().map(|(received_at, id, revision)| ((received_at, TicketId(id)), revision)).collect())
}

fn waiting<Q: QueryFilter + QueryOrder>(query: Q, after: Option<InLine>) -> Q {
    let mut query = query
        // Written out, so that both databases see that the partial index serves.
        .filter(Expr::cust("\"tickets\".\"status\" = 'UNASSIGNED' AND NOT \"tickets\".\"out_of_scope\""))
        .order_by_asc(ticket::Column::ReceivedAt)
        .order_by_asc(ticket::Column::Id);
    if let Some(last) = after {
        let here = Expr::tuple([
            Expr::col((ticket::Entity, ticket::Column::ReceivedAt)),
            Expr::col((ticket::Entity, ticket::Column::Id)),
        ]);
        query = query.filter(here.gt(Expr::tuple([Expr::val(last.0), Expr::val(last.1.0)])));
    }
    query
}

/// Where a page of the triage list starts: just after this question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TriageCursor {
    /// When its time to choose ends.
    pub choose_before: DateTime<Utc>,
    /// Its number.
    pub id: TicketId,
}

/// Tickets that nobody has, the one whose time to choose ends first in front.
pub async fn for_triage(from: &impl Reads, after: Option<TriageCursor>, limit: u32) -> Result<Vec<Ticket>, StoreError> {
    let mut query = with_organisation()
        .filter(ticket::Column::TriageDueAt.is_not_null())
        .order_by_asc(ticket::Column::TriageDueAt)
        .order_by_asc(ticket::Column::Id);
    if let Some(last) = after {
        let here = Expr::tuple([
            Expr::col((ticket::Entity, ticket::Column::TriageDueAt)),
            Expr::col((ticket::Entity, ticket::Column::Id)),
        ]);
        query = query.filter(here.gt(Expr::tuple([Expr::val(last.choose_before), Expr::val(last.id.0)])));
    }
    let rows = query.limit(u64::from(limit)).all(from.connection()).await?;
    complete(from, rows).await
}

/// A question with its text and topics, without who asked it.
#[derive(Debug, Clone)]
pub struct AskedQuestion {
    /// Its number.
    pub ticket: TicketId,
    /// Its subject line.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// What it is about.
    pub topics: Vec<TicketTopic>,
}

/// The latest questions, newest first (two statements).
pub async fn latest_questions(from: &impl Reads, limit: u32) -> Result<Vec<AskedQuestion>, StoreError> {
    let rows: Vec<(i64, String, String)> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .column(ticket::Column::Subject)
        .column(message::Column::Body)
        .join(
            JoinType::InnerJoin,
            ticket::Entity::belongs_to(message::Entity).from(ticket::Column::Id).to(message::Column::TicketId).into(),
        )
        .filter(message::Column::Kind.eq(MessageKind::Question.as_str()))
        .order_by_desc(ticket::Column::Id)
        .limit(u64::from(limit))
        .into_tuple()
        .all(from.connection())
        .await?;
    let mut topics = topics_of(from, rows.iter().map(|(id, _, _)| *id).collect()).await?;
    Ok(rows
        .into_iter()
        .map(|(id, subject, body)| AskedQuestion {
            ticket: TicketId(id),
            subject,
            body,
            topics: topics.remove(&id).unwrap_or_default(),
        })
        .collect())
}

/// What routing knew of a question, to look back on.
#[derive(Debug, Clone)]
pub struct RoutedQuestion {
    /// Its number.
    pub ticket: TicketId,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// When it was done with, if it is.
    pub answered_at: Option<DateTime<Utc>>,
    /// Who asked.
    pub organisation: OrganisationId,
    /// About which place.
    pub place: From,
    /// About which other places.
    pub also: Vec<From>,
    /// In which language.
    pub language: String,
    /// How much work it was thought to be, in minutes.
    pub effort_minutes: i32,
    /// What it is about.
    pub topics: Vec<TicketTopic>,
}

/// Every question received since a moment, in the order of receipt, without texts and askers.
pub async fn routed_since(from: &impl Reads, since: DateTime<Utc>) -> Result<Vec<RoutedQuestion>, StoreError> {
    let rows = ticket::Entity::find()
        .filter(ticket::Column::ReceivedOn.gte(domain::amsterdam_day(since)))
        .filter(ticket::Column::OutOfScope.eq(false))
        .order_by_asc(ticket::Column::ReceivedOn)
        .order_by_asc(ticket::Column::Id)
        .all(from.connection())
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for rows in rows.chunks(AT_ONCE) {
        let mut topics = topics_of(from, rows.iter().map(|row| row.id).collect()).await?;
        let mut also = ticket_places::of(from, rows).await?;
        found.extend(rows.iter().map(|row| {
            RoutedQuestion {
                ticket: TicketId(row.id),
                received_at: row.received_at,
                answered_at: row.answered_at.or(row.closed_at),
                organisation: OrganisationId(row.organisation_id),
                place: PlaceColumns {
                    municipality: row.municipality.clone(),
                    region_layout: row.region_layout.clone(),
                    region_code: row.region_code.clone(),
                }
                .place(),
                also: also.remove(&row.id).unwrap_or_default(),
                language: row.language.clone(),
                effort_minutes: row.effort_minutes,
                topics: topics.remove(&row.id).unwrap_or_default(),
            }
        }));
    }
    Ok(found)
}

/// How many tickets one statement names.
const AT_ONCE: usize = 5_000;
/// More open tickets than these are not counted for somebody who thinks along.
const COUNTED: u64 = 1_000;

/// Open tickets of one expert, most urgent first.
pub async fn open_of(from: &impl Reads, expert: PersonId) -> Result<Vec<Ticket>, StoreError> {
    let rows = by_urgency()
        .filter(ticket::Column::AssigneeId.eq(expert.0))
        // Open is a range of the order (`urgency.rs`).
        .filter(ticket::Column::Urgency.lt(crate::urgency::FINISHED))
        .all(from.connection())
        .await?;
    complete(from, rows).await
}

/// About how many open tickets in this scope somebody was asked to think along, up to a thousand.
pub async fn count_along(from: &impl Reads, person: PersonId, scope: &Scope) -> Result<u64, StoreError> {
    let open = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(ticket::Column::Id.in_subquery(invitations::numbers_of(person)))
        // With a sign that keeps both databases from walking everything that is open.
        .filter(Expr::cust("+\"tickets\".\"urgency\"").lt(crate::urgency::FINISHED))
        .filter(scope.condition())
        .limit(COUNTED);
    Ok(open.count(from.connection()).await?)
}

/// Which of these people have open tickets. Cost grows with their open tickets, not with their past.
pub async fn holders_among(from: &impl Reads, people: &[PersonId]) -> Result<Vec<PersonId>, StoreError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Option<uuid::Uuid>> = ticket::Entity::find()
        .select_only()
        .distinct()
        .column(ticket::Column::AssigneeId)
        .filter(ticket::Column::AssigneeId.is_in(people.iter().map(|person| person.0)))
        .filter(ticket::Column::Urgency.lt(crate::urgency::FINISHED))
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(ids.into_iter().flatten().map(PersonId).collect())
}

/// Only which they are, in the order of receipt: that can be read when the tickets themselves cannot.
pub async fn open_numbers_of(from: &impl Reads, expert: PersonId) -> Result<Vec<TicketId>, StoreError> {
    let ids: Vec<i64> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(ticket::Column::AssigneeId.eq(expert.0))
        // A state that this version has no word for is among them: it is looked at, and shown to the operator.
        .filter(ticket::Column::Urgency.lt(crate::urgency::FINISHED))
        .order_by_asc(ticket::Column::Id)
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(ids.into_iter().map(TicketId).collect())
}

/// These tickets, in no particular order (three statements).
pub async fn these(from: &impl Reads, ids: &[TicketId]) -> Result<Vec<Ticket>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = ids.iter().map(|id| id.0);
    let rows = with_organisation().filter(ticket::Column::Id.is_in(ids)).all(from.connection()).await?;
    complete(from, rows).await
}

pub(super) fn by_urgency() -> SelectTwo<ticket::Entity, organisation::Entity> {
    with_organisation().order_by_asc(ticket::Column::Urgency).order_by_asc(ticket::Column::Id)
}
