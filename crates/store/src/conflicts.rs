//! Which experts should not answer which organisations (conflict of interest).
//!
//! A municipality or a province is one organisation however its name was typed: the conflict holds for every spelling with
//! its code.

use crate::entity::conflict::{ActiveModel, Column, Entity};
use crate::entity::{organisation, ticket};
use crate::urgency::FINISHED;
use crate::{Reads, StoreError, Tx, experts};
use chrono::{DateTime, Utc};
use domain::{OrganisationId, OrganisationKind, PersonId, TicketId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Expr, OnConflict, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Kinds of which there is one for each place.
const BODIES: [OrganisationKind; 2] = [OrganisationKind::Municipality, OrganisationKind::Province];

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
    let mine = Alias::new("mine");
    let here = |column| Expr::col((organisation::Entity, column));
    let same_body = Condition::all()
        .add(here(organisation::Column::Kind).is_in(BODIES.map(OrganisationKind::as_str)))
        .add(here(organisation::Column::Kind).equals((mine.clone(), organisation::Column::Kind)))
        .add(here(organisation::Column::Place).ne(""))
        .add(here(organisation::Column::Place).equals((mine.clone(), organisation::Column::Place)));
    let mut alike = Query::select();
    alike
        .column((organisation::Entity, organisation::Column::Id))
        .from(organisation::Entity)
        .join_as(
            JoinType::InnerJoin,
            organisation::Entity,
            mine.clone(),
            Expr::col((mine, organisation::Column::Id)).eq(organisation.0),
        )
        .cond_where(
            Condition::any()
                .add(Expr::col((organisation::Entity, organisation::Column::Id)).eq(organisation.0))
                .add(same_body),
        );
    let rows: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::PersonId)
        .distinct()
        .filter(Column::OrganisationId.in_subquery(alike))
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(rows.into_iter().map(PersonId).collect())
}

/// Tickets whose asker is of no organisation with which this expert has a conflict of interest. What is excluded is worked
/// out once, whatever the number of tickets.
pub(crate) fn without(expert: PersonId) -> Condition {
    let mut organisations = Query::select();
    organisations.column(Column::OrganisationId).from(Entity).and_where(Column::PersonId.eq(expert.0));
    let elsewhere = |kind: OrganisationKind, of_ticket: ticket::Column, of_body: organisation::Column| {
        let mut bodies = Query::select();
        bodies
            .column((organisation::Entity, of_body))
            .from(Entity)
            .join(
                JoinType::InnerJoin,
                organisation::Entity,
                Expr::col((organisation::Entity, organisation::Column::Id)).equals((Entity, Column::OrganisationId)),
            )
            .and_where(Expr::col((Entity, Column::PersonId)).eq(expert.0))
            .and_where(Expr::col((organisation::Entity, organisation::Column::Kind)).eq(kind.as_str()))
            .and_where(Expr::col((organisation::Entity, of_body)).is_not_null());
        Condition::any()
            .add(ticket::Column::OrganisationKind.ne(kind.as_str()))
            .add(of_ticket.is_null())
            .add(of_ticket.not_in_subquery(bodies))
    };
    let [municipality, province] = BODIES;
    Condition::all()
        .add(ticket::Column::OrganisationId.not_in_subquery(organisations))
        .add(elsewhere(municipality, ticket::Column::Municipality, organisation::Column::Municipality))
        .add(elsewhere(province, ticket::Column::RegionCode, organisation::Column::RegionCode))
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

/// Open questions that are with somebody who has a conflict of interest with their askers, and with whom. Cost grows with
/// the open questions of such people.
pub async fn held(from: &impl Reads) -> Result<Vec<(PersonId, TicketId)>, StoreError> {
    let same_organisation =
        Expr::col((ticket::Entity, ticket::Column::OrganisationId)).equals((Entity, Column::OrganisationId));
    let equal = |of_ticket, of_body| Expr::col((ticket::Entity, of_ticket)).equals((organisation::Entity, of_body));
    let same_body = Condition::all()
        .add(organisation::Column::Kind.is_in(BODIES.map(OrganisationKind::as_str)))
        .add(equal(ticket::Column::OrganisationKind, organisation::Column::Kind))
        .add(
            Condition::any()
                .add(equal(ticket::Column::Municipality, organisation::Column::Municipality))
                .add(equal(ticket::Column::RegionCode, organisation::Column::RegionCode)),
        );
    let rows: Vec<(Uuid, i64)> = Entity::find()
        .select_only()
        .distinct()
        .column(Column::PersonId)
        .column(ticket::Column::Id)
        .join(
            JoinType::InnerJoin,
            Entity::belongs_to(organisation::Entity).from(Column::OrganisationId).to(organisation::Column::Id).into(),
        )
        .join(
            JoinType::InnerJoin,
            Entity::belongs_to(ticket::Entity).from(Column::PersonId).to(ticket::Column::AssigneeId).into(),
        )
        .filter(ticket::Column::Urgency.lt(FINISHED))
        .filter(Condition::any().add(same_organisation).add(same_body))
        .order_by_asc(ticket::Column::Id)
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(rows.into_iter().map(|(person, ticket)| (PersonId(person), TicketId(ticket))).collect())
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

/// Takes a conflict of interest back; `false` when there was none.
pub async fn remove(tx: &Tx, expert: PersonId, organisation: OrganisationId) -> Result<bool, StoreError> {
    let gone = Entity::delete_many()
        .filter(Column::PersonId.eq(expert.0))
        .filter(Column::OrganisationId.eq(organisation.0))
        .exec(&tx.0)
        .await?;
    Ok(gone.rows_affected == 1)
}
