//! Acts on tickets that were done, by the key under which they were asked for (idempotency keys).

use crate::entity::act::{ActiveModel, Entity};
use crate::sessions::hex;
use crate::{Reads, StoreError};
use chrono::{DateTime, Utc};
use domain::{ActKey, TicketId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::InsertStatement;
use sea_orm::{EntityTrait, QueryTrait};

/// What is known of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing was done under it.
    New,
    /// This very act was done under it.
    Same,
    /// Something else was done under it.
    Other,
}

/// Was this done before?
pub async fn known(
    from: &impl Reads,
    ticket: TicketId,
    key: ActKey,
    content_hash: &[u8; 32],
) -> Result<Known, StoreError> {
    let row = Entity::find_by_id((ticket.0, key.0)).one(from.connection()).await?;
    Ok(match row {
        None => Known::New,
        Some(row) if row.content_hash == hex(content_hash) => Known::Same,
        Some(_) => Known::Other,
    })
}

/// The statement that writes down that it was done; it fails when something was done under this key before.
pub(crate) fn row(ticket: TicketId, key: ActKey, content_hash: &[u8; 32], at: DateTime<Utc>) -> InsertStatement {
    let row = ActiveModel {
        ticket_id: Set(ticket.0),
        act_key: Set(key.0),
        content_hash: Set(hex(content_hash)),
        at: Set(at),
    };
    Entity::insert(row).into_query()
}
