//! Tickets that were found, looked up by their numbers, and what stands in their texts.

use crate::reads::Snapshot;
use crate::{StoreError, messages, search};
use domain::TicketId;
use sea_orm::DatabaseBackend;
use sea_orm::sea_query::Expr;
use std::collections::BTreeSet;

/// Tickets by their numbers.
pub(super) fn by_numbers(backend: DatabaseBackend, ids: &[i64]) -> Result<Expr, StoreError> {
    let ids = serde_json::to_string(ids)?;
    Ok(match backend {
        DatabaseBackend::Sqlite => {
            Expr::cust_with_values("\"tickets\".\"id\" IN (SELECT value FROM json_each(?))", [ids])
        }
        _ => Expr::cust_with_values("\"tickets\".\"id\" = ANY (translate($1, '[]', '{}')::bigint[])", [ids]),
    })
}

/// Which of these tickets, each with its subject and who asked, hold every phrase in one of their texts.
pub(super) async fn phrases_in(
    from: &Snapshot,
    tickets: Vec<(i64, &str, Option<&str>)>,
    phrases: &[String],
) -> Result<BTreeSet<i64>, StoreError> {
    let ids: Vec<TicketId> = tickets.iter().map(|(id, _, _)| TicketId(*id)).collect();
    let said = messages::texts_of(from, &ids).await?;
    let holds = |(id, subject, name): &(i64, &str, Option<&str>)| {
        let texts = said.get(&TicketId(*id)).into_iter().flatten().map(|(_, body)| body.as_str());
        search::hold_phrases(texts.chain([*subject]).chain(*name), phrases)
    };
    Ok(tickets.iter().filter(|ticket| holds(ticket)).map(|(id, _, _)| *id).collect())
}
