//! Who somebody is at the OpenID Connect provider.

use crate::entity::{identity, person};
use crate::{Reads, StoreError, Tx, people};
use domain::{Person, PersonId};
use identity::{ActiveModel, Column, Entity};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};

/// The person with this subject at this issuer.
pub async fn person_of(from: &impl Reads, issuer: &str, subject: &str) -> Result<Option<Person>, StoreError> {
    let found = Entity::find()
        .filter(Column::Issuer.eq(issuer))
        .filter(Column::Subject.eq(subject))
        .join(
            JoinType::InnerJoin,
            Entity::belongs_to(person::Entity).from(Column::PersonId).to(person::Column::Id).into(),
        )
        .select_also(person::Entity)
        .one(from.connection())
        .await?;
    found.and_then(|(_, person)| person).map(people::person).transpose()
}

/// Has this person a subject at this issuer?
pub async fn is_known(from: &impl Reads, issuer: &str, person: PersonId) -> Result<bool, StoreError> {
    let query = Entity::find().filter(Column::Issuer.eq(issuer)).filter(Column::PersonId.eq(person.0));
    Ok(query.one(from.connection()).await?.is_some())
}

/// Learns who somebody is; what was learnt before stays.
pub async fn learn(tx: &Tx, issuer: &str, subject: &str, person: PersonId) -> Result<(), StoreError> {
    let row =
        ActiveModel { issuer: Set(issuer.to_owned()), subject: Set(subject.to_owned()), person_id: Set(person.0) };
    Entity::insert(row)
        .on_conflict(OnConflict::columns([Column::Issuer, Column::Subject]).do_nothing().to_owned())
        .exec_without_returning(&tx.0)
        .await?;
    Ok(())
}
