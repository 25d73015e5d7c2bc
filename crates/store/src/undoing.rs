//! What the ledger says happened to questions after a day, for whoever undoes it (time travel, as-of queries).

use crate::facts::its_ticket;
use crate::{Reads, StoreError};
use chrono::NaiveDate;
use domain::{EventKind, Happened, TicketEvent, TicketId};
use sea_orm::{ConnectionTrait, Statement};

/// What says when a question was taken in, and under what figures counted it before.
const TOLD_BY: [EventKind; 6] = [
    EventKind::Routed,
    EventKind::Assigned,
    EventKind::Released,
    EventKind::TopicsSet,
    EventKind::OriginCorrected,
    EventKind::PolicySet,
];

/// What happened after this day to questions that came in by then, oldest first; none of what cannot be read. Cost grows with
/// what happened since.
pub async fn after(from: &impl Reads, day: NaiveDate) -> Result<Vec<(TicketId, Option<TicketEvent>)>, StoreError> {
    let backend = from.connection().get_database_backend();
    let kinds: Vec<String> = TOLD_BY.iter().map(|kind| format!("'{}'", kind.as_str())).collect();
    // As text: one damaged line must not hide the others.
    let sql = format!(
        "SELECT e.ticket_id, e.kind, CAST(e.detail AS text) AS detail FROM events e {} \
         WHERE e.kind IN ({}) AND e.on_day > '{day}' AND t.received_on <= '{day}' ORDER BY e.id",
        its_ticket(backend, "e"),
        kinds.join(", ")
    );
    let rows = from.connection().query_all_raw(Statement::from_string(backend, sql)).await?;
    let line = |row: &sea_orm::QueryResult| {
        let ticket = TicketId(row.try_get("", "ticket_id")?);
        let (kind, detail): (String, String) = (row.try_get("", "kind")?, row.try_get("", "detail")?);
        let read = serde_json::from_str(&detail).ok().and_then(|detail| Happened::read(Some(ticket), &kind, &detail));
        let event = match read {
            Some(Happened::Ticket(_, event)) => Some(event),
            Some(Happened::Desk(_)) | None => None,
        };
        Ok((ticket, event))
    };
    rows.iter().map(line).collect()
}

/// The day on which the first question was taken in; none before there is one.
pub async fn first_day(from: &impl Reads) -> Result<Option<NaiveDate>, StoreError> {
    let sql =
        format!("SELECT on_day FROM events WHERE kind = '{}' ORDER BY on_day LIMIT 1", EventKind::Routed.as_str());
    let backend = from.connection().get_database_backend();
    let row = from.connection().query_one_raw(Statement::from_string(backend, sql)).await?;
    Ok(row.map(|row| row.try_get("", "on_day")).transpose()?)
}
