//! Single tickets, and what surrounds them.

use crate::entity::{deadline, decline, organisation, ticket, ticket_topic, wait};
use crate::error::unreadable;
use crate::one_of::one_of;
use crate::rows::{self, PlaceColumns, StandingColumns};
use crate::tickets::TicketChange;
use crate::{Cursor, Reads, Scope, StoreError, Tx, ticket_places};
use chrono::{DateTime, Datelike, Utc};
use domain::{
    Contact, OrganisationId, OrganisationKind, Origin, PersonId, Place, Promises, Reference, SubmissionKey, Ticket,
    TicketId, TicketTopic, Wait,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, Select, SelectTwo};
use std::collections::HashMap;

/// Most tickets looked back on to find experts an organisation knows.
const KNOWN_EXPERTS: u64 = 5;

/// One ticket, if the scope allows knowing of it (at most 3 statements).
pub async fn find(from: &impl Reads, id: TicketId, scope: &Scope) -> Result<Option<Ticket>, StoreError> {
    one(from, Condition::all().add(ticket::Column::Id.eq(id.0)).add(scope.condition())).await
}

/// A ticket after this change of it, which was stored: what was written is known, and only promises are read again, because
/// of those what became of them before stays.
pub async fn after(from: &impl Reads, before: &Ticket, change: &TicketChange) -> Result<Option<Ticket>, StoreError> {
    if change.organisation.is_some() || change.origin.is_some() {
        return find(from, before.id, &Scope::Everything).await;
    }
    let mut after = before.clone();
    if change.promises.is_some() {
        let rows = deadline::Entity::find().filter(deadline::Column::TicketId.eq(before.id.0));
        after.promises = rows::promises(before.id.0, rows.all(from.connection()).await?)?;
    }
    after.revision += 1;
    after.standing = change.standing.unwrap_or(before.standing);
    after.assignee = change.assignee.unwrap_or(before.assignee);
    after.answered_at = change.answered_at.or(before.answered_at);
    after.first_answered_at = before.first_answered_at.or(change.first_answered_at);
    after.out_of_scope = before.out_of_scope && !change.is_ours;
    after.link_number = change.link.map_or(before.link_number, |(number, _)| number);
    if let Some(summary) = &change.routing_summary {
        after.routing_summary.clone_from(summary);
    }
    if let Some(topics) = &change.topics {
        after.topics.clone_from(topics);
    }
    if let Some(policy) = &change.policy {
        after.policy.clone_from(policy);
    }
    if let Some(email) = &change.contact_email {
        after.contact.email.clone_from(email);
    }
    if let Some(contact) = &change.contact {
        after.contact.clone_from(contact);
    }
    Ok(Some(after))
}

/// Where a ticket stands in the order of lists.
pub async fn place(from: &impl Reads, id: TicketId) -> Result<Option<Cursor>, StoreError> {
    let urgency: Option<i64> = ticket::Entity::find_by_id(id.0)
        .select_only()
        .column(ticket::Column::Urgency)
        .into_tuple()
        .one(from.connection())
        .await?;
    Ok(urgency.map(|urgency| Cursor { urgency, id }))
}

/// Which of these tickets lie in the scope; asks the database only where that depends on the ticket.
pub async fn within(from: &impl Reads, ids: &[TicketId], scope: &Scope) -> Result<Vec<TicketId>, StoreError> {
    match scope {
        Scope::Nothing => return Ok(Vec::new()),
        Scope::Everything => return Ok(ids.to_vec()),
        Scope::Expert(_) | Scope::AnsweredFor(_) | Scope::One(_) if ids.is_empty() => return Ok(Vec::new()),
        Scope::Expert(_) | Scope::AnsweredFor(_) | Scope::One(_) => {}
    }
    let found: Vec<i64> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(ticket::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(scope.condition())
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(found.into_iter().map(TicketId).collect())
}

/// Holds a ticket until the transaction ends: others who want to change it wait. (SQLite has one writer at a time
/// anyway, and writes no lock.) What is out of scope is not held: waiting for it would tell that it is there.
pub async fn hold(tx: &Tx, id: TicketId, scope: &Scope) -> Result<(), StoreError> {
    ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(Condition::all().add(ticket::Column::Id.eq(id.0)).add(scope.condition()))
        .lock_exclusive()
        .into_tuple::<i64>()
        .one(&tx.0)
        .await?;
    Ok(())
}

/// Holds these tickets as [`hold`] does, in the order of their numbers.
pub(crate) async fn hold_all(tx: &Tx, ids: impl Iterator<Item = TicketId>) -> Result<(), StoreError> {
    ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(ticket::Column::Id.is_in(ids.map(|id| id.0)))
        .order_by_asc(ticket::Column::Id)
        .lock_exclusive()
        .into_tuple::<i64>()
        .all(&tx.0)
        .await?;
    Ok(())
}

/// The ticket of a submission key.
pub async fn by_submission_key(from: &impl Reads, key: SubmissionKey) -> Result<Option<Ticket>, StoreError> {
    one(from, ticket::Column::SubmissionKey.eq(key.0).into()).await
}

/// The ticket of a submission key, if this is what was sent under it. Of what was sent before that was kept, nobody knows.
pub async fn submitted_as(
    from: &impl Reads,
    key: SubmissionKey,
    content_hash: &[u8; 32],
) -> Result<Option<Ticket>, StoreError> {
    let same = ticket::Column::ContentHash.eq(crate::sessions::hex(content_hash));
    one(from, Condition::all().add(ticket::Column::SubmissionKey.eq(key.0)).add(same)).await
}

/// The ticket of a submission key from before it was kept what was sent under one.
pub async fn submitted_once(from: &impl Reads, key: SubmissionKey) -> Result<Option<Ticket>, StoreError> {
    let unknown = ticket::Column::ContentHash.is_null();
    one(from, Condition::all().add(ticket::Column::SubmissionKey.eq(key.0)).add(unknown)).await
}

/// The ticket that a tracking secret opens.
pub async fn by_tracking_hash(from: &impl Reads, hash: &[u8; 32]) -> Result<Option<Ticket>, StoreError> {
    one(from, ticket::Column::TrackingHash.eq(crate::sessions::hex(hash)).into()).await
}

async fn one(from: &impl Reads, condition: Condition) -> Result<Option<Ticket>, StoreError> {
    let row = with_organisation().filter(condition).one(from.connection()).await?;
    Ok(complete(from, row.into_iter().collect()).await?.pop())
}

/// Tickets joined with their organisation.
pub(super) fn with_organisation() -> SelectTwo<ticket::Entity, organisation::Entity> {
    let join: Select<ticket::Entity> = ticket::Entity::find();
    // LEFT, although there always is one: it keeps the tickets in front, in the order of their index.
    join.join(
        JoinType::LeftJoin,
        ticket::Entity::belongs_to(organisation::Entity)
            .from(ticket::Column::OrganisationId)
            .to(organisation::Column::Id)
            .into(),
    )
    .select_also(organisation::Entity)
}

/// Rows with their topics and promises, in two statements for all of them, or three where one is about several places.
pub(super) async fn complete(
    from: &impl Reads,
    rows: Vec<(ticket::Model, Option<organisation::Model>)>,
) -> Result<Vec<Ticket>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = rows.iter().map(|(row, _)| row.id).collect();
    let mut topics = topics_of(from, ids.clone()).await?;
    let mut promises: HashMap<i64, Vec<deadline::Model>> = HashMap::new();
    let deadline_rows = deadline::Entity::find()
        .filter(one_of(from.connection(), (deadline::Entity, deadline::Column::TicketId), ids))
        .all(from.connection())
        .await?;
    for row in deadline_rows {
        promises.entry(row.ticket_id).or_default().push(row);
    }
    let mut also = ticket_places::of(from, rows.iter().map(|(row, _)| row)).await?;
    rows.into_iter()
        .map(|(row, organisation)| {
            let also = also.remove(&row.id).unwrap_or_default();
            let promises = rows::promises(row.id, promises.remove(&row.id).unwrap_or_default())?;
            let topics = topics.remove(&row.id).unwrap_or_default();
            ticket(row, organisation.map(|known| known.name).unwrap_or_default(), also, topics, promises)
        })
        .collect()
}

/// The topics of these tickets, each in their order (one statement).
pub(super) async fn topics_of(from: &impl Reads, ids: Vec<i64>) -> Result<HashMap<i64, Vec<TicketTopic>>, StoreError> {
    let mut topics: HashMap<i64, Vec<TicketTopic>> = HashMap::new();
    let topic_rows = ticket_topic::Entity::find()
        .filter(one_of(from.connection(), (ticket_topic::Entity, ticket_topic::Column::TicketId), ids))
        .order_by_asc(ticket_topic::Column::TicketId)
        .order_by_asc(ticket_topic::Column::Position)
        .all(from.connection())
        .await?;
    for row in topic_rows {
        topics.entry(row.ticket_id).or_default().push(rows::topic(row)?);
    }
    Ok(topics)
}

fn ticket(
    row: ticket::Model,
    organisation_name: String,
    also: Vec<Place>,
    topics: Vec<TicketTopic>,
    promises: Promises,
) -> Result<Ticket, StoreError> {
    let id = TicketId(row.id);
    let standing = StandingColumns::of_row(&row).standing()?;
    Ok(Ticket {
        id,
        reference: Reference { year: row.received_on.year(), ticket: id },
        submission_key: SubmissionKey(row.submission_key),
        subject: row.subject,
        standing,
        received_at: row.received_at,
        organisation: OrganisationId(row.organisation_id),
        organisation_kind: OrganisationKind::parse(&row.organisation_kind)
            .ok_or_else(|| unreadable("tickets.organisation_kind", &row.organisation_kind))?,
        organisation_name,
        place: PlaceColumns {
            municipality: row.municipality,
            region_layout: row.region_layout,
            region_code: row.region_code,
        }
        .place(),
        also,
        works_for: row.works_for,
        contact: Contact { name: row.contact_name, email: row.contact_email, phone: row.contact_phone },
        language: row.language,
        out_of_scope: row.out_of_scope,
        policy: row.policy,
        channel: Origin::parse(&row.channel).ok_or_else(|| unreadable("tickets.channel", &row.channel))?,
        topics,
        assignee: row.assignee_id.map(PersonId),
        routing_summary: row.routing_summary,
        effort_minutes: row.effort_minutes,
        has_personal_data: row.has_personal_data,
        promises,
        revision: row.revision,
        first_answered_at: row.first_answered_at,
        answered_at: row.answered_at,
        link_number: row.link_number,
        quiet: row.quiet,
        contact_erased_at: row.contact_erased_at,
        texts_erased_at: row.texts_erased_at,
    })
}

/// The tickets that ended in this one, in the order of their numbers.
pub async fn merged_into(from: &impl Reads, ticket: TicketId) -> Result<Vec<TicketId>, StoreError> {
    let ids: Vec<i64> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(ticket::Column::MergedInto.eq(ticket.0))
        .order_by_asc(ticket::Column::Id)
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(ids.into_iter().map(TicketId).collect())
}

/// Experts who had an earlier ticket of this organisation since `since`, the latest first (at most 5).
pub async fn earlier_experts(
    from: &impl Reads,
    organisation: OrganisationId,
    since: DateTime<Utc>,
) -> Result<Vec<PersonId>, StoreError> {
    let rows: Vec<Option<uuid::Uuid>> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::AssigneeId)
        .filter(ticket::Column::OrganisationId.eq(organisation.0))
        .filter(ticket::Column::ReceivedAt.gte(since))
        .order_by_desc(ticket::Column::ReceivedAt)
        .limit(KNOWN_EXPERTS)
        .into_tuple()
        .all(from.connection())
        .await?;
    let mut experts: Vec<PersonId> = Vec::new();
    for expert in rows.into_iter().flatten().map(PersonId) {
        if !experts.contains(&expert) {
            experts.push(expert);
        }
    }
    Ok(experts)
}

/// Experts who gave this ticket away before.
pub async fn declined_by(from: &impl Reads, ticket: TicketId) -> Result<Vec<PersonId>, StoreError> {
    let rows = decline::Entity::find().filter(decline::Column::TicketId.eq(ticket.0)).all(from.connection()).await?;
    Ok(rows.into_iter().map(|row| PersonId(row.person_id)).collect())
}

/// Why experts gave this ticket away.
pub async fn reasons_of_declines(from: &impl Reads, ticket: TicketId) -> Result<Vec<(PersonId, String)>, StoreError> {
    let rows = decline::Entity::find().filter(decline::Column::TicketId.eq(ticket.0)).all(from.connection()).await?;
    Ok(rows.into_iter().map(|row| (PersonId(row.person_id), row.reason)).collect())
}

/// The stretches in which this ticket waited for its asker, oldest first.
pub async fn waits(from: &impl Reads, ticket: TicketId) -> Result<Vec<Wait>, StoreError> {
    let rows = wait::Entity::find()
        .filter(wait::Column::TicketId.eq(ticket.0))
        .order_by_asc(wait::Column::FromAt)
        .all(from.connection())
        .await?;
    Ok(rows.into_iter().map(|row| Wait { from: row.from_at, to: row.to_at }).collect())
}

/// The waits of these tickets (one statement).
pub async fn waits_of(from: &impl Reads, ids: &[TicketId]) -> Result<HashMap<TicketId, Vec<Wait>>, StoreError> {
    let mut waits: HashMap<TicketId, Vec<Wait>> = HashMap::new();
    if ids.is_empty() {
        return Ok(waits);
    }
    let ids = ids.iter().map(|id| id.0);
    let rows = wait::Entity::find()
        .filter(one_of(from.connection(), (wait::Entity, wait::Column::TicketId), ids))
        .all(from.connection())
        .await?;
    for row in rows {
        waits.entry(TicketId(row.ticket_id)).or_default().push(Wait { from: row.from_at, to: row.to_at });
    }
    Ok(waits)
}
