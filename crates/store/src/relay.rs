//! News between processes on one PostgreSQL: which tickets changed. On SQLite there is one process, and nothing to relay.

use crate::{Store, StoreError};
use domain::TicketId;
use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{ConnectionTrait, Statement};

/// The channel's name in the database.
const CHANNEL: &str = "loket_changes";
/// PostgreSQL refuses a message of 8,000 bytes; ids have at most 19 digits.
const MOST_TICKETS: usize = 300;

/// Hears what other processes tell.
pub struct Ear(PgListener);

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// The process that told it.
    pub teller: String,
    /// The tickets that changed.
    pub tickets: Vec<TicketId>,
}

impl Store {
    /// Begins to listen; `None` on SQLite.
    pub async fn listen(&self) -> Result<Option<Ear>, StoreError> {
        if self.is_embedded() {
            return Ok(None);
        }
        let unavailable = |error: sea_orm::sqlx::Error| StoreError::Unavailable(error.to_string().into());
        let mut listener = PgListener::connect(self.url()).await.map_err(unavailable)?;
        listener.listen(CHANNEL).await.map_err(unavailable)?;
        Ok(Some(Ear(listener)))
    }

    /// Tells every process that these tickets changed. Only a hint: whoever misses it finds out at the next poll.
    pub async fn tell(&self, teller: &str, tickets: &[TicketId]) -> Result<(), StoreError> {
        for tickets in tickets.chunks(MOST_TICKETS) {
            let ids: Vec<String> = tickets.iter().map(|ticket| ticket.0.to_string()).collect();
            let message = format!("{teller} {}", ids.join(","));
            let connection = self.writer();
            let values = [CHANNEL.into(), message.into()];
            let statement =
                Statement::from_sql_and_values(connection.get_database_backend(), "SELECT pg_notify($1, $2)", values);
            connection.execute_raw(statement).await?;
        }
        Ok(())
    }
}

impl Ear {
    /// The next news; an error when the connection was lost, and what was told meanwhile with it.
    pub async fn hear(&mut self) -> Result<News, StoreError> {
        loop {
            let heard = self.0.try_recv().await.map_err(|error| StoreError::Unavailable(error.to_string().into()))?;
            let heard = heard.ok_or_else(|| StoreError::Unavailable("the connection was lost".to_owned().into()))?;
            // Anybody on this database can say anything on this channel.
            if let Some((teller, ids)) = heard.payload().split_once(' ') {
                let tickets = ids.split(',').filter_map(|id| id.parse().ok()).map(TicketId).collect();
                return Ok(News { teller: teller.to_owned(), tickets });
            }
        }
    }
}
