//! Changes to tickets: by compare-and-swap on the revision, so that nobody's change is lost.

use crate::batch::as_one;
use crate::entity::{deadline, decline, message, ticket, ticket_topic, wait};
use crate::rows::{PlaceColumns, StandingColumns, deadline_rows, message_row, topic_rows};
use crate::urgency::urgency;
use crate::{StoreError, Tx, acts, events, ticket_places};
use chrono::{DateTime, Utc};
use domain::{
    ActKey, Contact, Event, Message, OrganisationId, OrganisationKind, PersonId, Place, Promises, Standing, Ticket,
    TicketId, TicketStatus, TicketTopic, amsterdam_day,
};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, InsertStatement, OnConflict, UpdateStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IdenStatic, QueryFilter, QueryTrait, Statement};

/// What changes in a ticket; `None` leaves it. The sort key follows from status and promises.
#[derive(Debug, Clone, Default)]
pub struct TicketChange {
    /// Where it stands, with what it holds there.
    pub standing: Option<Standing>,
    /// `Some(None)` takes it from its expert.
    pub assignee: Option<Option<PersonId>>,
    /// Why they have it.
    pub routing_summary: Option<String>,
    /// When it was answered last.
    pub answered_at: Option<DateTime<Utc>>,
    /// Kept if it was set before.
    pub first_answered_at: Option<DateTime<Utc>>,
    /// As they are from now on, of the same round or another one.
    pub promises: Option<Promises>,
    /// Replaces all topics.
    pub topics: Option<Vec<TicketTopic>>,
    /// Under which policy it is promised from now on.
    pub policy: Option<String>,
    /// Somebody who read it said what it is about: it is for this desk.
    pub is_ours: bool,
    /// Another tracking link: its number, and the SHA-256 of its secret.
    pub link: Option<(i32, [u8; 32])>,
    /// Another address of its asker.
    pub contact_email: Option<String>,
    /// Who asked, in other words.
    pub contact: Option<Contact>,
    /// Of another organisation, of the same kind and place.
    pub organisation: Option<OrganisationId>,
    /// From another place, or of another organisation, or in another language.
    pub origin: Option<Origin>,
    /// A new text to search in: the search row is out of date.
    pub reindex: bool,
}

/// Where a question comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Who asks.
    pub organisation: OrganisationId,
    /// What sort of organisation that is.
    pub kind: OrganisationKind,
    /// About which place.
    pub place: Place,
    /// About which other places.
    pub also: Vec<Place>,
    /// For whom an adviser asks.
    pub works_for: Option<String>,
    /// `nl` or `en`.
    pub language: String,
}

/// What comes with a change, under the revision to which it brings the ticket.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside<'a> {
    /// What somebody said.
    pub message: Option<&'a Message>,
    /// What happened.
    pub events: &'a [Event],
    /// Under which key it was asked for, and the fingerprint of what was asked.
    pub act: Option<(ActKey, [u8; 32])>,
}

/// Changes a ticket if it is still at the revision that was read; `false` when somebody else was first.
pub async fn change(tx: &Tx, ticket: &Ticket, now: DateTime<Utc>, change: &TicketChange) -> Result<bool, StoreError> {
    change_with(tx, ticket, now, change, Beside::default()).await
}

/// The same with what comes with it: one statement on PostgreSQL, unless topics change. `false` as well when something was
/// done under this key at the same moment; nothing of this transaction may be kept then.
pub async fn change_with(
    tx: &Tx,
    ticket: &Ticket,
    now: DateTime<Utc>,
    change: &TicketChange,
    beside: Beside<'_>,
) -> Result<bool, StoreError> {
    let revision = Some(ticket.revision + 1);
    let mut rows: Vec<InsertStatement> = Vec::new();
    rows.extend(change.promises.as_ref().map(|promises| deadlines(ticket.id, promises)));
    let message = beside.message.map(|message| message_row(ticket.id, message, revision));
    rows.extend(message.map(|row| message::Entity::insert(row).into_query()));
    rows.extend(events::rows(beside.events, revision)?);
    rows.extend(beside.act.map(|(key, fingerprint)| acts::row(ticket.id, key, &fingerprint, now)));
    if !as_one(tx, Some(swap(ticket, now, change)), rows).await? {
        return Ok(false);
    }
    if let Some(origin) = &change.origin {
        ticket_places::replace(tx, ticket.id, &origin.also).await?;
    }
    if let Some(topics) = &change.topics {
        remember_first_topics(tx, ticket.id).await?;
        ticket_topic::Entity::delete_many().filter(ticket_topic::Column::TicketId.eq(ticket.id.0)).exec(&tx.0).await?;
        if !topics.is_empty() {
            ticket_topic::Entity::insert_many(topic_rows(ticket.id, topics)?).exec_without_returning(&tx.0).await?;
        }
    }
    Ok(true)
}

/// Before they are changed for the first time: figures of what rises go by them.
async fn remember_first_topics(tx: &Tx, ticket: TicketId) -> Result<(), StoreError> {
    let sql = "INSERT INTO first_topics (ticket_id, topic, axis) SELECT ticket_id, topic, axis FROM ticket_topics \
               WHERE ticket_id = $1 AND NOT EXISTS (SELECT 1 FROM first_topics WHERE ticket_id = $1)";
    let statement = Statement::from_sql_and_values(tx.0.get_database_backend(), sql, [ticket.0.into()]);
    tx.0.execute_raw(statement).await?;
    Ok(())
}

/// Touches no row when the ticket moved on.
fn swap(ticket: &Ticket, now: DateTime<Utc>, change: &TicketChange) -> UpdateStatement {
    let promises = change.promises.as_ref().unwrap_or(&ticket.promises);
    let standing = change.standing.unwrap_or(ticket.standing);
    let mut update = ticket::Entity::update_many()
        .col_expr(ticket::Column::Revision, Expr::col(ticket::Column::Revision).add(1))
        .col_expr(ticket::Column::Urgency, Expr::val(urgency(standing.status(), promises, now)));
    if change.standing.is_some() {
        let columns = StandingColumns::of(standing);
        update = update
            .col_expr(ticket::Column::Status, Expr::val(columns.status))
            .col_expr(ticket::Column::TriageDueAt, Expr::val(columns.triage_due_at))
            .col_expr(ticket::Column::WaitingSince, Expr::val(columns.waiting_since))
            .col_expr(ticket::Column::AskerRemindedAt, Expr::val(columns.asker_reminded_at))
            .col_expr(ticket::Column::ActsAt, Expr::val(columns.acts_at))
            .col_expr(ticket::Column::ClosedAt, Expr::val(columns.closed_at))
            .col_expr(ticket::Column::Ending, Expr::val(columns.ending))
            .col_expr(ticket::Column::MergedInto, Expr::val(columns.merged_into));
    }
    if let Some(assignee) = change.assignee {
        update = update.col_expr(ticket::Column::AssigneeId, Expr::val(assignee.map(|expert| expert.0)));
    }
    if let Some(summary) = &change.routing_summary {
        update = update.col_expr(ticket::Column::RoutingSummary, Expr::val(summary.as_str()));
    }
    if let Some(policy) = &change.policy {
        update = update.col_expr(ticket::Column::Policy, Expr::val(policy.as_str()));
    }
    if let Some(answered) = change.answered_at {
        update = update.col_expr(ticket::Column::AnsweredAt, Expr::val(answered));
    }
    if let (Some(first), None) = (change.first_answered_at, ticket.first_answered_at) {
        update = update
            .col_expr(ticket::Column::FirstAnsweredAt, Expr::val(first))
            .col_expr(ticket::Column::FirstAnsweredOn, Expr::val(amsterdam_day(first)));
    }
    if change.is_ours {
        update = update.col_expr(ticket::Column::OutOfScope, Expr::val(false));
    }
    if let Some((number, hash)) = &change.link {
        update = update
            .col_expr(ticket::Column::LinkNumber, Expr::val(*number))
            .col_expr(ticket::Column::TrackingHash, Expr::val(crate::sessions::hex(hash)));
    }
    if let Some(email) = &change.contact_email {
        update = update.col_expr(ticket::Column::ContactEmail, Expr::val(email.as_str()));
    }
    if let Some(contact) = &change.contact {
        update = update
            .col_expr(ticket::Column::ContactName, Expr::val(contact.name.as_str()))
            .col_expr(ticket::Column::ContactEmail, Expr::val(contact.email.as_str()))
            .col_expr(ticket::Column::ContactPhone, Expr::val(contact.phone.clone()));
    }
    if let Some(organisation) = change.organisation {
        update = update.col_expr(ticket::Column::OrganisationId, Expr::val(organisation.0));
    }
    if let Some(Origin { organisation, kind, place, also, works_for, language }) = &change.origin {
        let place = PlaceColumns::of(place);
        update = update
            .col_expr(ticket::Column::OrganisationId, Expr::val(organisation.0))
            .col_expr(ticket::Column::OrganisationKind, Expr::val(kind.as_str()))
            .col_expr(ticket::Column::Municipality, Expr::val(place.municipality))
            .col_expr(ticket::Column::RegionLayout, Expr::val(place.region_layout))
            .col_expr(ticket::Column::RegionCode, Expr::val(place.region_code))
            .col_expr(ticket::Column::MorePlaces, Expr::val(!also.is_empty()))
            .col_expr(ticket::Column::WorksFor, Expr::val(works_for.clone()))
            .col_expr(ticket::Column::Language, Expr::val(language.as_str()));
    }
    if change.reindex || changes_what_is_looked_for(ticket, change) {
        update = update.col_expr(ticket::Column::Indexed, Expr::val(false));
    }
    update.filter(ticket::Column::Id.eq(ticket.id.0)).filter(ticket::Column::Revision.eq(ticket.revision)).into_query()
}

/// Does the search row say something else after this, in words or in marks (`search/marks.rs`)? Of finished tickets it says
/// when they changed last: each change does.
fn changes_what_is_looked_for(ticket: &Ticket, change: &TicketChange) -> bool {
    let is_done = |standing: Standing| TicketStatus::DONE.contains(&standing.status());
    is_done(ticket.standing)
        || change.standing.is_some_and(is_done)
        || change.assignee.is_some()
        || change.topics.is_some()
        || change.contact_email.is_some()
        || change.contact.is_some()
        || change.organisation.is_some()
        || change.origin.is_some()
}

/// A promise that moved is reminded of again.
const STILL_REMINDED: &str =
    "CASE WHEN deadlines.due_at = excluded.due_at THEN deadlines.reminded_for ELSE excluded.reminded_for END";

/// What became of a promise stays, and so does everything it was about: whatever is written after that can only add when
/// it was met, too late.
fn unless_settled(column: deadline::Column) -> Expr {
    let name = column.as_str();
    Expr::cust(format!("CASE WHEN deadlines.outcome IS NULL THEN excluded.{name} ELSE deadlines.{name} END"))
}

fn deadlines(ticket: TicketId, promises: &Promises) -> InsertStatement {
    let mut settled =
        OnConflict::columns([deadline::Column::TicketId, deadline::Column::Metric, deadline::Column::Round]);
    settled
        .update_columns([deadline::Column::MetAt, deadline::Column::MetOn, deadline::Column::WorkedMinutes])
        .value(deadline::Column::RemindedFor, Expr::cust(STILL_REMINDED))
        // What a sweep wrote down after the ticket was read is written down.
        .value(deadline::Column::BreachedAt, Expr::cust("coalesce(deadlines.breached_at, excluded.breached_at)"));
    for column in [
        deadline::Column::CountedFrom,
        deadline::Column::DueAt,
        deadline::Column::DueOn,
        deadline::Column::RemindAt,
        deadline::Column::Derivation,
        deadline::Column::CalendarVersion,
        deadline::Column::PausedAt,
        deadline::Column::ExtraDays,
        deadline::Column::Outcome,
    ] {
        settled.value(column, unless_settled(column));
    }
    deadline::Entity::insert_many(deadline_rows(ticket, promises)).on_conflict(settled).into_query()
}

/// We asked something: the ticket waits from now on. A wait that began and ended in this very moment goes on.
pub async fn begin_wait(tx: &Tx, ticket: TicketId, from: DateTime<Utc>) -> Result<(), StoreError> {
    let row = wait::ActiveModel { ticket_id: Set(ticket.0), from_at: Set(from), to_at: Set(None) };
    let again = OnConflict::columns([wait::Column::TicketId, wait::Column::FromAt])
        .update_column(wait::Column::ToAt)
        .to_owned();
    wait::Entity::insert(row).on_conflict(again).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// The asker reacted: the ticket waits no longer.
pub async fn end_wait(tx: &Tx, ticket: TicketId, to: DateTime<Utc>) -> Result<(), StoreError> {
    wait::Entity::update_many()
        .col_expr(wait::Column::ToAt, Expr::val(to))
        .filter(wait::Column::TicketId.eq(ticket.0))
        .filter(wait::Column::ToAt.is_null())
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// Notes that an expert gave the ticket away, so that it does not come back by itself.
pub async fn decline(
    tx: &Tx,
    ticket: TicketId,
    expert: PersonId,
    reason: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = decline::ActiveModel {
        ticket_id: Set(ticket.0),
        person_id: Set(expert.0),
        reason: Set(reason.to_owned()),
        declined_at: Set(at),
    };
    decline::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([decline::Column::TicketId, decline::Column::PersonId])
                .update_columns([decline::Column::Reason, decline::Column::DeclinedAt])
                .to_owned(),
        )
        .exec_without_returning(&tx.0)
        .await?;
    Ok(())
}
