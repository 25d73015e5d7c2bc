//! Which experts should not answer which organisations.

use crate::entity::conflict::{ActiveModel, Column, Entity};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{OrganisationId, PersonId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Experts with a conflict of interest with this organisation.
pub async fn of(from: &impl Reads, organisation: OrganisationId) -> Result<Vec<PersonId>, StoreError> {
    let rows = Entity::find().filter(Column::OrganisationId.eq(organisation.0)).all(from.connection()).await?;
    Ok(rows.into_iter().map(|row| PersonId(row.person_id)).collect())
}

/// Notes a conflict of interest.
pub async fn add(tx: &Tx, expert: PersonId, organisation: OrganisationId, at: DateTime<Utc>) -> Result<(), StoreError> {
    let row = ActiveModel { person_id: Set(expert.0), organisation_id: Set(organisation.0), at: Set(at) };
    Entity::insert(row)
        .on_conflict(OnConflict::columns([Column::PersonId, Column::OrganisationId]).do_nothing().to_owned())
        .exec_without_returning(&tx.0)
        .await?;
    Ok(())
}
