//! Tickets that were found by their numbers elsewhere (keyset pagination): how many of them somebody may know of, and a page
//! of these.

use super::read::{complete, with_organisation};
use super::these::by_numbers;
use crate::entity::ticket;
use crate::{Reads, Scope, StoreError};
use domain::{Ticket, TicketId};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

/// How many of these tickets lie in the scope (one statement, or none where that is all of them).
pub async fn count_within(from: &impl Reads, numbers: &[i64], scope: &Scope) -> Result<usize, StoreError> {
    if *scope == Scope::Everything || numbers.is_empty() {
        return Ok(numbers.len());
    }
    let known = ticket::Entity::find()
        .filter(by_numbers(from.connection().get_database_backend(), numbers)?)
        .filter(scope.condition())
        .count(from.connection())
        .await?;
    Ok(usize::try_from(known).unwrap_or(usize::MAX))
}

/// The next of these tickets in the scope behind one of them, the highest number first. They are given in that order.
pub async fn next_within(
    from: &impl Reads,
    numbers: &[i64],
    scope: &Scope,
    after: Option<TicketId>,
    rows: u32,
) -> Result<Vec<Ticket>, StoreError> {
    let mut left = &numbers[numbers.partition_point(|number| after.is_some_and(|after| *number >= after.0))..];
    if *scope == Scope::Everything {
        left = &left[..left.len().min(rows as usize)];
    }
    if left.is_empty() {
        return Ok(Vec::new());
    }
    let found = with_organisation()
        .filter(by_numbers(from.connection().get_database_backend(), left)?)
        .filter(scope.condition())
        .order_by_desc(ticket::Column::Id)
        .limit(u64::from(rows))
        .all(from.connection())
        .await?;
    complete(from, found).await
}
