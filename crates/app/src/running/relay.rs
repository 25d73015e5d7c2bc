//! News between processes: what changes here wakes listeners and workers elsewhere, and the other way round.

use crate::{App, Refusal};
use domain::TicketId;
use tokio::sync::broadcast::error::RecvError;

impl App {
    /// Tells other processes what changes here, and those who listen here what changes there, until the connection is
    /// lost. On SQLite there is nobody else: it never ends.
    pub async fn relay(&self) -> Result<(), Refusal> {
        let Some(mut ear) = self.store.listen().await? else {
            return std::future::pending().await;
        };
        let me = self.ids.uuid(self.clock.now()).to_string();
        let mut changed_here = self.changed_here.subscribe();
        loop {
            tokio::select! {
                news = ear.hear() => {
                    let news = news?;
                    if news.teller != me {
                        for ticket in news.tickets {
                            self.spread(ticket);
                        }
                    }
                }
                change = changed_here.recv() => {
                    let mut tickets: Vec<TicketId> = match change {
                        Ok(ticket) => vec![ticket],
                        // Too many at once: those missed are found at the next poll.
                        Err(RecvError::Lagged(_)) => Vec::new(),
                        Err(RecvError::Closed) => return Ok(()),
                    };
                    // What came meanwhile goes with it.
                    while let Ok(ticket) = changed_here.try_recv() {
                        tickets.push(ticket);
                    }
                    self.store.tell(&me, &tickets).await?;
                }
            }
        }
    }
}
