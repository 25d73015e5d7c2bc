//! Organisations as administrators keep them (register, deduplication): listed, confirmed, renamed, and made one.

use crate::entity::organisation::{Column, Entity, Model};
use crate::entity::{conflict, organisation_domain, ticket};
use crate::organisations::{Identity, is_confirmed, organisation};
use crate::rows::PlaceColumns;
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{Organisation, OrganisationId, OrganisationName, PersonId, Place};
use sea_orm::sea_query::{Expr, LikeExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// What is known of the names that are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Known {
    /// Whatever is.
    #[default]
    All,
    /// Somebody typed them, and no administrator looked at them.
    Typed,
    /// An administrator confirmed them.
    Confirmed,
}

/// Which organisations are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Words that its name begins with, or has a word that does, folded; nothing for all.
    pub text: String,
    /// Only some of them.
    pub known: Known,
    /// Behind this one in the list.
    pub after: Option<OrganisationId>,
}

/// One of them, with what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub organisation: Organisation,
    /// Whether strangers are told of it.
    pub is_confirmed: bool,
    /// How many questions it asked.
    pub questions: i64,
}

/// What hangs on an organisation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hanging {
    /// Questions that it asked.
    pub questions: u64,
    /// Confirmed e-mail domains.
    pub domains: u64,
    /// Conflicts of interest.
    pub conflicts: u64,
    /// Other names that it is known by.
    pub names: u64,
}

/// Those that are asked for, by name; at most `limit`.
pub async fn list(from: &impl Reads, asked: &Asked, limit: u64) -> Result<Vec<Listed>, StoreError> {
    let mut query = Entity::find().filter(Column::MergedInto.is_null());
    if !asked.text.is_empty() {
        let escaped = asked.text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = |pattern: String| Expr::col(Column::Folded).like(LikeExpr::new(pattern).escape('\\'));
        query = query.filter(Condition::any().add(like(format!("{escaped}%"))).add(like(format!("% {escaped}%"))));
    }
    match asked.known {
        Known::Confirmed => query = query.filter(is_confirmed()),
        Known::Typed => query = query.filter(is_confirmed().not()),
        Known::All => {}
    }
    if let Some(after) = asked.after
        && let Some(last) = Entity::find_by_id(after.0).one(from.connection()).await?
    {
        let behind = Condition::all().add(Column::Folded.eq(last.folded.as_str())).add(Column::Id.gt(last.id));
        query = query.filter(Condition::any().add(Column::Folded.gt(last.folded.as_str())).add(behind));
    }
    let rows = query.order_by_asc(Column::Folded).order_by_asc(Column::Id).limit(limit).all(from.connection()).await?;
    listed(from, rows).await
}

/// One of them; none when there is none, or when it is another name by now.
pub async fn find(from: &impl Reads, id: OrganisationId) -> Result<Option<Listed>, StoreError> {
    let row = Entity::find_by_id(id.0).filter(Column::MergedInto.is_null()).one(from.connection()).await?;
    Ok(listed(from, row.into_iter().collect()).await?.pop())
}

/// Of which organisation it is another name, if it is one.
pub async fn other_name_of(from: &impl Reads, id: OrganisationId) -> Result<Option<OrganisationId>, StoreError> {
    let into = Entity::find_by_id(id.0).select_only().column(Column::MergedInto);
    let into: Option<Option<Uuid>> = into.into_tuple().one(from.connection()).await?;
    Ok(into.flatten().map(OrganisationId))
}

async fn listed(from: &impl Reads, rows: Vec<Model>) -> Result<Vec<Listed>, StoreError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let counts: Vec<(Uuid, i64)> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::OrganisationId)
        .column_as(ticket::Column::Id.count(), "questions")
        .filter(ticket::Column::OrganisationId.is_in(ids.iter().copied()))
        .group_by(ticket::Column::OrganisationId)
        .into_tuple()
        .all(from.connection())
        .await?;
    let counts: HashMap<Uuid, i64> = counts.into_iter().collect();
    let with_domain: Vec<Uuid> = organisation_domain::Entity::find()
        .select_only()
        .column(organisation_domain::Column::OrganisationId)
        .filter(organisation_domain::Column::OrganisationId.is_in(ids))
        .into_tuple()
        .all(from.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            let is_confirmed = row.confirmed_at.is_some() || with_domain.contains(&row.id);
            let questions = counts.get(&row.id).copied().unwrap_or_default();
            Ok(Listed { organisation: organisation(row)?, is_confirmed, questions })
        })
        .collect()
}

/// Holds these until the transaction ends, in the order of their ids.
pub async fn hold(tx: &Tx, ids: &[OrganisationId]) -> Result<(), StoreError> {
    Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .into_tuple::<Uuid>()
        .all(&tx.0)
        .await?;
    Ok(())
}

/// Holds what [`crate::organisations_merged::merge`] changes: first the questions of the one that goes, then both organisations. Who corrects whose a
/// question is holds the question before its organisation as well, so that neither waits for what the other waits for.
pub async fn hold_to_merge(tx: &Tx, gone: OrganisationId, stays: OrganisationId) -> Result<(), StoreError> {
    ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(ticket::Column::OrganisationId.eq(gone.0))
        .order_by_asc(ticket::Column::Id)
        .lock_exclusive()
        .into_tuple::<i64>()
        .all(&tx.0)
        .await?;
    hold(tx, &[gone, stays]).await
}

/// Somebody looked at its name.
pub async fn confirm(tx: &Tx, id: OrganisationId, by: PersonId, at: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::ConfirmedBy, Expr::val(by.0))
        .col_expr(Column::ConfirmedAt, Expr::val(at))
        .filter(Column::Id.eq(id.0))
        .filter(Column::ConfirmedAt.is_null())
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// Which organisation has this kind, name and place already, if any has.
pub async fn called(from: &impl Reads, name: &OrganisationName) -> Result<Option<OrganisationId>, StoreError> {
    let identity = Identity::of(name);
    let known: Option<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Kind.eq(identity.kind))
        .filter(Column::Folded.eq(identity.folded))
        .filter(Column::Place.eq(identity.place))
        .into_tuple()
        .one(from.connection())
        .await?;
    Ok(known.map(OrganisationId))
}

/// It is called so, and is there, from now on; its kind stays. What is found by its name is out of date.
pub async fn rename(tx: &Tx, id: OrganisationId, name: &OrganisationName) -> Result<(), StoreError> {
    let identity = Identity::of(name);
    let place = match (&name.municipality, &name.region) {
        (Some(code), _) => Place::Municipality(code.clone()),
        (None, Some(region)) => Place::Region(region.clone()),
        (None, None) => Place::Nationwide,
    };
    let columns = PlaceColumns::of(&place);
    Entity::update_many()
        .col_expr(Column::Name, Expr::val(name.name.as_str()))
        .col_expr(Column::Folded, Expr::val(identity.folded))
        .col_expr(Column::Place, Expr::val(identity.place))
        .col_expr(Column::Municipality, Expr::val(columns.municipality))
        .col_expr(Column::RegionLayout, Expr::val(columns.region_layout))
        .col_expr(Column::RegionCode, Expr::val(columns.region_code))
        .filter(Column::Id.eq(id.0))
        .exec(&tx.0)
        .await?;
    // A row that is read to be made findable is taken as done only at the revision that was read.
    ticket::Entity::update_many()
        .col_expr(ticket::Column::Indexed, Expr::val(false))
        .col_expr(ticket::Column::Revision, Expr::col(ticket::Column::Revision).add(1))
        .filter(ticket::Column::OrganisationId.eq(id.0))
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// What would move if it became another one.
pub async fn hanging(from: &impl Reads, id: OrganisationId) -> Result<Hanging, StoreError> {
    let there = from.connection();
    let questions = ticket::Entity::find().filter(ticket::Column::OrganisationId.eq(id.0)).count(there).await?;
    let of_it = organisation_domain::Column::OrganisationId.eq(id.0);
    let domains = organisation_domain::Entity::find().filter(of_it).count(there).await?;
    let conflicts = conflict::Entity::find().filter(conflict::Column::OrganisationId.eq(id.0)).count(there).await?;
    let names = Entity::find().filter(Column::MergedInto.eq(id.0)).count(there).await?;
    Ok(Hanging { questions, domains, conflicts, names })
}
