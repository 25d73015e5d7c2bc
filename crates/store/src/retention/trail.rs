//! What finished questions leave behind that nobody asks for again (retention): who was reminded of what, who stood in for whom,
//! under which keys something was done; and models that were never used, or long ago.

use super::statement::{count, run};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::TicketId;
use sea_orm::{ConnectionTrait, Statement};

/// A kind of rows that finished questions leave behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trail {
    /// Who was written to about which promise.
    Reminders,
    /// Who stood in for whom.
    StandIns,
    /// Under which keys something was done.
    Acts,
}

impl Trail {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Reminders, Self::StandIns, Self::Acts];

    fn table(self) -> &'static str {
        match self {
            Self::Reminders => "reminders",
            Self::StandIns => "stand_ins",
            Self::Acts => "acts",
        }
    }

    /// By the number of the ticket: what is old comes first.
    fn of_finished(self) -> String {
        format!(
            "FROM {} r JOIN tickets t ON t.id = r.ticket_id WHERE t.status IN ('ANSWERED', 'CLOSED') \
             AND COALESCE(t.closed_at, t.answered_at) < $1",
            self.table()
        )
    }
}

/// Questions that were finished before this moment and have such rows, the first ones.
pub async fn trail(
    from: &impl Reads,
    kind: Trail,
    before: DateTime<Utc>,
    most: u32,
) -> Result<Vec<TicketId>, StoreError> {
    let sql = format!("SELECT DISTINCT r.ticket_id {} ORDER BY r.ticket_id LIMIT $2", kind.of_finished());
    let connection = from.connection();
    let values = [before.into(), i64::from(most).into()];
    let rows = connection
        .query_all_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, values))
        .await?;
    rows.iter().map(|row| Ok(TicketId(row.try_get_by_index(0)?))).collect()
}

/// How many such rows there are.
pub async fn count_trail(from: &impl Reads, kind: Trail, before: DateTime<Utc>) -> Result<i64, StoreError> {
    count(from, &format!("SELECT count(*) {}", kind.of_finished()), [before.into()]).await
}

/// Removes those of this ticket.
pub async fn remove_trail(tx: &Tx, kind: Trail, ticket: TicketId) -> Result<u64, StoreError> {
    run(tx, &format!("DELETE FROM {} WHERE ticket_id = $1", kind.table()), [ticket.0.into()]).await
}
