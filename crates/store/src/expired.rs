//! What has had its time (expiry): sessions, links, kept forms, drafts of either kind, counts of failures, revoked tokens.

use crate::entity::{grant, kept_form, revoked_token, session, shared_draft, sign_in_failure};
use crate::{
    Reads, StoreError, Tx, drafts, grants, kept_forms, openings, sessions, shared_drafts, sign_in_failures, tokens,
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

/// Until when each of them holds.
#[derive(Debug, Clone, Copy)]
pub struct Expiry {
    /// What names its own end has ended by now.
    pub now: DateTime<Utc>,
    /// Sessions that were last seen by then.
    pub idle_since: DateTime<Utc>,
    /// Counts of failures of which the last was by then.
    pub failed_until: DateTime<Utc>,
    /// Drafts about questions that were closed by then.
    pub closed_until: DateTime<Utc>,
    /// Who had a question open by then, and was not seen there since.
    pub seen_until: DateTime<Utc>,
    /// Tokens that were revoked before.
    pub revoked_before: DateTime<Utc>,
}

/// Is there anything to forget? Asked without a write transaction, because most times there is nothing.
pub async fn is_any(from: &impl Reads, ends: &Expiry) -> Result<bool, StoreError> {
    let at = from.connection();
    let old = Condition::any()
        .add(session::Column::ExpiresAt.lte(ends.now))
        .add(session::Column::SeenAt.lte(ends.idle_since));
    Ok(session::Entity::find().filter(old).one(at).await?.is_some()
        || grant::Entity::find().filter(grant::Column::ExpiresAt.lte(ends.now)).one(at).await?.is_some()
        || kept_form::Entity::find().filter(kept_form::Column::ExpiresAt.lte(ends.now)).one(at).await?.is_some()
        || shared_draft::Entity::find().filter(shared_draft::Column::ExpiresAt.lte(ends.now)).one(at).await?.is_some()
        || drafts::is_any_of_closed(from, ends.closed_until).await?
        || openings::is_any_before(from, ends.seen_until).await?
        || sign_in_failure::Entity::find()
            .filter(sign_in_failure::Column::LastAt.lte(ends.failed_until))
            .one(at)
            .await?
            .is_some()
        || revoked_token::Entity::find()
            .filter(revoked_token::Column::RevokedAt.lt(ends.revoked_before))
            .one(at)
            .await?
            .is_some())
}

/// Forgets all of it.
pub async fn forget(tx: &Tx, ends: &Expiry) -> Result<(), StoreError> {
    sessions::delete_expired(tx, ends.now, ends.idle_since).await?;
    grants::delete_expired(tx, ends.now).await?;
    kept_forms::delete_expired(tx, ends.now).await?;
    shared_drafts::delete_expired(tx, ends.now).await?;
    drafts::delete_of_closed(tx, ends.closed_until).await?;
    openings::delete_before(tx, ends.seen_until).await?;
    sign_in_failures::delete_before(tx, ends.failed_until).await?;
    tokens::forget_before(tx, ends.revoked_before).await
}
