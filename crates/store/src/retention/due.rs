//! Which finished questions are due: past their term, held by nobody, and not part of one that is still needed.

use super::statement::count;
use crate::{Reads, StoreError};
use chrono::{DateTime, Utc};
use domain::TicketId;
use sea_orm::{ConnectionTrait, Statement, Value};

/// What of a question goes at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Who asked.
    Contact,
    /// Everything that was said, asked and decided in words; who asked as well.
    Texts,
}

impl Part {
    fn column(self) -> &'static str {
        match self {
            Self::Contact => "contact_erased_at",
            Self::Texts => "texts_erased_at",
        }
    }

    /// The indexes `tickets_with_contact` and `tickets_with_texts` serve it. A question that ended in another one goes when
    /// that one may go as well: its asker reads the answer to that one.
    fn due(self) -> String {
        let column = self.column();
        format!(
            "t.{column} IS NULL AND t.status IN ('ANSWERED', 'CLOSED') AND COALESCE(t.closed_at, t.answered_at) < $1 \
             AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.ticket_id = t.id) \
             AND NOT EXISTS (SELECT 1 FROM tickets m WHERE m.id = t.merged_into AND m.{column} IS NULL \
               AND (m.status NOT IN ('ANSWERED', 'CLOSED') OR COALESCE(m.closed_at, m.answered_at) >= $1 \
                 OR EXISTS (SELECT 1 FROM holds h WHERE h.ticket_id = m.id)))"
        )
    }
}

/// A finished question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finished {
    /// Which.
    pub ticket: TicketId,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// Questions that were finished before this moment and of which this part is to go, the first ones behind another.
pub async fn due(
    from: &impl Reads,
    part: Part,
    before: DateTime<Utc>,
    behind: Option<Finished>,
    most: u32,
) -> Result<Vec<Finished>, StoreError> {
    let mut values: Vec<Value> = vec![before.into(), i64::from(most).into()];
    let behind = behind.map_or("", |last| {
        values.extend([last.at.into(), last.ticket.0.into()]);
        " AND (COALESCE(t.closed_at, t.answered_at), t.id) > ($3, $4)"
    });
    let sql = format!(
        "SELECT t.id, COALESCE(t.closed_at, t.answered_at) AS at FROM tickets t WHERE {}{behind} \
         ORDER BY COALESCE(t.closed_at, t.answered_at), t.id LIMIT $2",
        part.due()
    );
    let connection = from.connection();
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| Ok(Finished { ticket: TicketId(row.try_get_by_index(0)?), at: row.try_get_by_index(1)? }))
        .collect()
}

/// How many there are.
pub async fn count_due(from: &impl Reads, part: Part, before: DateTime<Utc>) -> Result<i64, StoreError> {
    count(from, &format!("SELECT count(*) FROM tickets t WHERE {}", part.due()), [before.into()]).await
}

/// The first that comes after this moment, whatever holds it: when the next ones are due.
pub async fn oldest_due(from: &impl Reads, part: Part) -> Result<Option<DateTime<Utc>>, StoreError> {
    let column = part.column();
    let sql = format!(
        "SELECT COALESCE(t.closed_at, t.answered_at) AS at FROM tickets t \
         WHERE t.{column} IS NULL AND t.status IN ('ANSWERED', 'CLOSED') \
         AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.ticket_id = t.id) \
         ORDER BY COALESCE(t.closed_at, t.answered_at), t.id LIMIT 1"
    );
    let connection = from.connection();
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}
