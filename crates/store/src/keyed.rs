//! What was made with the key of the desk, and is of no use with another one.

use crate::entity::{credential, event, ticket};
use crate::{Reads, StoreError};
use domain::EventKind;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Does anything here rest on a key: tracking links of questions, second factors, tokens that were issued?
pub async fn anything(from: &impl Reads) -> Result<bool, StoreError> {
    let from = from.connection();
    let tickets = ticket::Entity::find().select_only().column(ticket::Column::Id);
    if tickets.into_tuple::<i64>().one(from).await?.is_some() {
        return Ok(true);
    }
    if credential::Entity::find().one(from).await?.is_some() {
        return Ok(true);
    }
    let issued = event::Column::Kind.eq(EventKind::TokenIssued.as_str());
    Ok(event::Entity::find().filter(issued).one(from).await?.is_some())
}
