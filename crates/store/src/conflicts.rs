//! Which experts should not answer which organisations (conflict of interest).
//!
//! A conflict holds for the whole body, whatever it is called: the view `barred` (`migrations/src/barred.sql`) says which
//! organisations are the same, and everything here asks it.

use crate::entity::conflict::{ActiveModel, Column, Entity};
use crate::entity::{organisation, ticket};
use crate::{Reads, StoreError, Tx, experts, versions};
use chrono::{DateTime, Utc};
use domain::{OrganisationId, PersonId, TicketId, TicketStatus};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The view of who may not answer which organisations, and its columns.
const BARRED: &str = "barred";
const PERSON: &str = "person_id";
const ORGANISATION: &str = "organisation_id";

/// Where a question stands that somebody has and that is not closed.
const WITH_SOMEBODY: [TicketStatus; 3] =
    [TicketStatus::Assigned, TicketStatus::WaitingForAsker, TicketStatus::Answered];

/// A conflict of interest of an expert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// With which organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// Experts with a conflict of interest with this organisation.
pub async fn of(from: &impl Reads, organisation: OrganisationId) -> Result<Vec<PersonId>, StoreError> {
    let mut people = Query::select();
    people.column(PERSON).from(BARRED).and_where(Expr::col(ORGANISATION).eq(organisation.0));
    let rows: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::PersonId)
        .distinct()
        .filter(Column::PersonId.in_subquery(people))
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(rows.into_iter().map(PersonId).collect())
}

/// Tickets whose asker is of no organisation with which this expert has a conflict of interest. What is excluded is worked
/// out once, whatever the number of tickets.
pub(crate) fn without(expert: PersonId) -> Expr {
    let mut organisations = Query::select();
    organisations.column(ORGANISATION).from(BARRED).and_where(Expr::col(PERSON).eq(expert.0));
    ticket::Column::OrganisationId.not_in_subquery(organisations)
}

/// The organisations that an expert may not answer.
pub(crate) async fn barred(from: &impl Reads, expert: PersonId) -> Result<Vec<Uuid>, StoreError> {
    let mut organisations = Query::select();
    organisations.column(ORGANISATION).from(BARRED).and_where(Expr::col(PERSON).eq(expert.0));
    let rows = from.connection().query_all(&organisations).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

/// The conflicts of an expert, by name.
pub async fn of_expert(from: &impl Reads, expert: PersonId) -> Result<Vec<Conflict>, StoreError> {
    let rows: Vec<(Uuid, String, DateTime<Utc>)> = Entity::find()
        .select_only()
        .column(Column::OrganisationId)
        .column(organisation::Column::Name)
        .column(Column::At)
        .join(
            JoinType::InnerJoin,
            Entity::belongs_to(organisation::Entity).from(Column::OrganisationId).to(organisation::Column::Id).into(),
        )
        .filter(Column::PersonId.eq(expert.0))
        .order_by_asc(organisation::Column::Name)
        .into_tuple()
        .all(from.connection())
        .await?;
    let conflict = |(id, name, since)| Conflict { organisation: OrganisationId(id), name, since };
    Ok(rows.into_iter().map(conflict).collect())
}

/// Questions, closed ones aside, that are with somebody who has a conflict of interest with their askers, and with whom.
/// Cost grows with the questions that are not closed.
pub async fn held(from: &impl Reads) -> Result<Vec<(PersonId, TicketId)>, StoreError> {
    let mut pairs = Query::select();
    pairs.columns([PERSON, ORGANISATION]).from(BARRED);
    let pairs = from.connection().query_all(&pairs).await?;
    let pairs = pairs.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)));
    let pairs: BTreeSet<(Uuid, Uuid)> = pairs.collect::<Result<_, StoreError>>()?;
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let backend = from.connection().get_database_backend();
    // SQLite knows how many tickets a state holds on average only, and would read them all.
    let by = if backend == DatabaseBackend::Sqlite { " INDEXED BY tickets_status" } else { "" };
    let states = WITH_SOMEBODY.map(|status| format!("'{}'", status.as_str())).join(", ");
    let sql = format!(
        "SELECT assignee_id, organisation_id, id FROM tickets{by} WHERE status IN ({states}) AND assignee_id IS NOT NULL"
    );
    let rows = from.connection().query_all_raw(Statement::from_string(backend, sql)).await?;
    let mut held = Vec::new();
    for row in &rows {
        let pair: (Uuid, Uuid) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        if pairs.contains(&pair) {
            held.push((PersonId(pair.0), TicketId(row.try_get_by_index(2)?)));
        }
    }
    held.sort_by_key(|(_, ticket)| *ticket);
    Ok(held)
}

/// Notes a conflict of interest, and takes the right to such questions (see [`experts::take_rights`]).
pub async fn add(tx: &Tx, expert: PersonId, organisation: OrganisationId, at: DateTime<Utc>) -> Result<(), StoreError> {
    // All of them, in one order: the work of the question in hand moves next.
    experts::hold_loads(tx).await?;
    experts::take_rights(tx, expert).await?;
    let row = ActiveModel { person_id: Set(expert.0), organisation_id: Set(organisation.0), at: Set(at) };
    Entity::insert(row)
        .on_conflict(OnConflict::columns([Column::PersonId, Column::OrganisationId]).do_nothing().to_owned())
        .exec_without_returning(&tx.0)
        .await?;
    Ok(())
}

/// Takes a conflict of interest back; `false` when there was none. Counts the roster version up: a question that waits may have
/// somebody now.
pub async fn remove(tx: &Tx, expert: PersonId, organisation: OrganisationId) -> Result<bool, StoreError> {
    let gone = Entity::delete_many()
        .filter(Column::PersonId.eq(expert.0))
        .filter(Column::OrganisationId.eq(organisation.0))
        .exec(&tx.0)
        .await?;
    versions::count_up_roster(tx).await?;
    Ok(gone.rows_affected == 1)
}
