//! The same question from several organisations (duplicates): questions in which those of others ended.

use crate::{Reads, StoreError};
use chrono::NaiveDate;
use domain::TicketId;
use sea_orm::{ConnectionTrait, Statement};

/// A question that several organisations asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SameAsked {
    /// The one that was kept.
    pub kept: TicketId,
    /// How many organisations asked it.
    pub organisations: i64,
    /// How often it was asked.
    pub questions: i64,
    /// When it was asked last.
    pub newest: NaiveDate,
}

/// Every question that at least two organisations asked, with those that ended in it; asked last first. Cost grows
/// with the questions that ended in others, not with all.
pub async fn by_several(from: &impl Reads) -> Result<Vec<SameAsked>, StoreError> {
    let sql = "WITH asked AS ( \
               SELECT merged_into AS kept, organisation_id, received_on FROM tickets WHERE merged_into IS NOT NULL \
               UNION ALL SELECT id, organisation_id, received_on FROM tickets \
               WHERE id IN (SELECT merged_into FROM tickets WHERE merged_into IS NOT NULL)) \
               SELECT kept, COUNT(DISTINCT organisation_id) AS organisations, COUNT(*) AS questions, MAX(received_on) AS newest \
               FROM asked GROUP BY kept HAVING COUNT(DISTINCT organisation_id) > 1 ORDER BY newest DESC, kept DESC";
    let connection = from.connection();
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    rows.iter()
        .map(|row| {
            Ok(SameAsked {
                kept: TicketId(row.try_get("", "kept")?),
                organisations: row.try_get("", "organisations")?,
                questions: row.try_get("", "questions")?,
                newest: row.try_get("", "newest")?,
            })
        })
        .collect()
}
