//! Bearer tokens that no longer hold.

use crate::entity::{person, revoked_token, token_cutoff};
use crate::{Reads, StoreError, Tx, people};
use chrono::{DateTime, Utc};
use domain::{Person, PersonId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter};

/// The holder of a token as they are now; `None` when the token, or everything this person had by then, was revoked
/// (one statement).
pub async fn holder(
    from: &impl Reads,
    holder: PersonId,
    jti: &str,
    issued_at: DateTime<Utc>,
) -> Result<Option<Person>, StoreError> {
    let mut revoked = Query::select();
    revoked.expr(Expr::val(1)).from(revoked_token::Entity).and_where(revoked_token::Column::Jti.eq(jti));
    let mut cut_off = Query::select();
    cut_off
        .expr(Expr::val(1))
        .from(token_cutoff::Entity)
        .and_where(token_cutoff::Column::PersonId.eq(holder.0))
        .and_where(token_cutoff::Column::RevokedAt.gte(issued_at));
    let row = person::Entity::find_by_id(holder.0)
        .filter(Expr::exists(revoked).not())
        .filter(Expr::exists(cut_off).not())
        .one(from.connection())
        .await?;
    row.map(people::person).transpose()
}

/// This token no longer holds.
pub async fn revoke(tx: &Tx, jti: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let row = revoked_token::ActiveModel { jti: Set(jti.to_owned()), revoked_at: Set(now) };
    revoked_token::Entity::insert(row)
        .on_conflict(OnConflict::column(revoked_token::Column::Jti).do_nothing().to_owned())
        .exec_without_returning(&tx.0)
        .await?;
    Ok(())
}

/// Nothing that this person has by now holds any longer.
pub async fn revoke_of(tx: &Tx, person: PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let row = token_cutoff::ActiveModel { person_id: Set(person.0), revoked_at: Set(now) };
    token_cutoff::Entity::insert(row)
        .on_conflict(
            OnConflict::column(token_cutoff::Column::PersonId)
                .update_column(token_cutoff::Column::RevokedAt)
                .to_owned(),
        )
        .exec_without_returning(&tx.0)
        .await?;
    Ok(())
}

/// Forgets single revocations from before this moment: by then every such token has expired by itself.
pub async fn forget_before(tx: &Tx, moment: DateTime<Utc>) -> Result<(), StoreError> {
    revoked_token::Entity::delete_many().filter(revoked_token::Column::RevokedAt.lt(moment)).exec(&tx.0).await?;
    Ok(())
}
