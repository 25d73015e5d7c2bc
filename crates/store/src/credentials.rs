//! Passwords and second factors, as far as they are kept.

use crate::entity::{credential, recovery_code};
use crate::sessions::hex;
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use credential::{ActiveModel, Column, Entity};
use domain::PersonId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

/// With what a person signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Who.
    pub person: PersonId,
    /// Argon2id, in PHC form.
    pub password_hash: String,
    /// The second factor is made from this, with a key of the desk.
    pub totp_salt: String,
    /// The last half minute whose code was used.
    pub totp_step: i64,
    /// When it was set last.
    pub changed_at: DateTime<Utc>,
}

/// Holds them until the transaction ends: two who count what somebody has come one after the other.
pub async fn hold(tx: &Tx, person: PersonId) -> Result<(), StoreError> {
    Entity::find_by_id(person.0).lock_exclusive().one(&tx.0).await?;
    Ok(())
}

/// With what this person signs in, if they do so with a password.
pub async fn of(from: &impl Reads, person: PersonId) -> Result<Option<Credential>, StoreError> {
    let row = Entity::find_by_id(person.0).one(from.connection()).await?;
    Ok(row.map(|row| Credential {
        person,
        password_hash: row.password_hash,
        totp_salt: row.totp_salt,
        totp_step: row.totp_step,
        changed_at: row.changed_at,
    }))
}

/// Sets or replaces it.
pub async fn save(tx: &Tx, credential: &Credential) -> Result<(), StoreError> {
    let row = ActiveModel {
        person_id: Set(credential.person.0),
        password_hash: Set(credential.password_hash.clone()),
        totp_salt: Set(credential.totp_salt.clone()),
        totp_step: Set(credential.totp_step),
        changed_at: Set(credential.changed_at),
    };
    let columns = [Column::PasswordHash, Column::TotpSalt, Column::TotpStep, Column::ChangedAt];
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::PersonId).update_columns(columns).to_owned())
        .exec_without_returning(&tx.0)
        .await?;
    Ok(())
}

/// Uses the code of this half minute; `false` when it, or a later one, was used before.
pub async fn use_step(tx: &Tx, person: PersonId, step: i64) -> Result<bool, StoreError> {
    let used = Entity::update_many()
        .col_expr(Column::TotpStep, Expr::val(step))
        .filter(Column::PersonId.eq(person.0))
        .filter(Column::TotpStep.lt(step))
        .exec(&tx.0)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Replaces all recovery codes of a person.
pub async fn replace_recovery_codes(tx: &Tx, person: PersonId, hashes: &[[u8; 32]]) -> Result<(), StoreError> {
    let of_person = recovery_code::Column::PersonId.eq(person.0);
    recovery_code::Entity::delete_many().filter(of_person).exec(&tx.0).await?;
    let rows = hashes.iter().map(|hash| recovery_code::ActiveModel { person_id: Set(person.0), hash: Set(hex(hash)) });
    recovery_code::Entity::insert_many(rows).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// Uses a recovery code; `false` when the person has no such code (any more).
pub async fn use_recovery_code(tx: &Tx, person: PersonId, hash: &[u8; 32]) -> Result<bool, StoreError> {
    let used = recovery_code::Entity::delete_by_id((person.0, hex(hash))).exec(&tx.0).await?;
    Ok(used.rows_affected == 1)
}

/// How many recovery codes a person has left.
pub async fn recovery_codes_left(from: &impl Reads, person: PersonId) -> Result<u64, StoreError> {
    let of_person = recovery_code::Column::PersonId.eq(person.0);
    Ok(recovery_code::Entity::find().filter(of_person).count(from.connection()).await?)
}
