//! Members of staff.

use crate::entity::person::{ActiveModel, Column, Entity, Model};
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx, versions};
use domain::{Person, PersonId, Role};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// By e-mail address (case does not matter).
pub async fn by_email(from: &impl Reads, email: &str) -> Result<Option<Person>, StoreError> {
    if !domain::is_storable(email) {
        return Ok(None);
    }
    // As it is stored: a domain in other letters is kept in ASCII.
    let row = Entity::find().filter(Column::Email.eq(domain::email_key(email))).one(from.connection()).await?;
    row.map(person).transpose()
}

/// By id, as they are now.
pub async fn by_id(from: &impl Reads, id: PersonId) -> Result<Option<Person>, StoreError> {
    Entity::find_by_id(id.0).one(from.connection()).await?.map(person).transpose()
}

/// Everybody, by name; the desk's staff is small enough to be held in memory.
pub async fn all(from: &impl Reads) -> Result<Vec<Person>, StoreError> {
    let rows = Entity::find().order_by_asc(Column::Name).all(from.connection()).await?;
    rows.into_iter().map(person).collect()
}

/// Adds people or replaces them by id, all but their address; counts the roster version up.
///
/// The address is a key: an upsert that sets it would hold the row against whoever gives this person a question.
pub async fn save(tx: &Tx, people: &[Person]) -> Result<(), StoreError> {
    if people.is_empty() {
        return Ok(());
    }
    let rows: Vec<ActiveModel> = people
        .iter()
        .map(|person| {
            let roles: Vec<&str> = person.roles.iter().map(|role| role.as_str()).collect();
            Ok(ActiveModel {
                id: Set(person.id.0),
                name: Set(person.name.clone()),
                email: Set(domain::email_key(&person.email)),
                roles: Set(serde_json::to_value(roles)?),
                active: Set(person.active),
                demo: Set(person.demo),
            })
        })
        .collect::<Result<_, StoreError>>()?;
    Entity::insert_many(rows)
        .on_conflict(
            OnConflict::column(Column::Id)
                .update_columns([Column::Name, Column::Roles, Column::Active, Column::Demo])
                .to_owned(),
        )
        .exec_without_returning(&tx.0)
        .await?;
    versions::count_up_roster(tx).await
}

/// Are there people of the demo in this database?
pub async fn has_demo(from: &impl Reads) -> Result<bool, StoreError> {
    Ok(Entity::find().filter(Column::Demo.eq(true)).one(from.connection()).await?.is_some())
}

pub(crate) fn person(row: Model) -> Result<Person, StoreError> {
    let words: Vec<String> = serde_json::from_value(row.roles)?;
    let roles = words.iter().map(|word| Role::parse(word).ok_or_else(|| unreadable("people.roles", word)));
    Ok(Person {
        id: PersonId(row.id),
        name: row.name,
        email: row.email,
        roles: roles.collect::<Result<_, _>>()?,
        active: row.active,
        demo: row.demo,
    })
}
