//! What a page of tickets needs besides, read for all of them at once (data loaders, against N+1).

use crate::errors::refused;
use app::{App, StoredDecision};
use async_graphql::dataloader::Loader;
use async_graphql::{Error, Result};
use domain::MessageId;
use std::collections::HashMap;
use std::sync::Arc;

/// Tickets by number, for batching.
#[derive(Clone)]
pub(crate) struct TicketKey(pub Arc<domain::Ticket>);

impl PartialEq for TicketKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}
impl Eq for TicketKey {}
impl std::hash::Hash for TicketKey {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

/// The newest decisions of a page of tickets, in one statement.
pub(crate) struct Decisions {
    pub app: App,
    pub caller: app::Caller,
}

impl Loader<TicketKey> for Decisions {
    type Value = StoredDecision;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[TicketKey]) -> Result<HashMap<TicketKey, StoredDecision>, Self::Error> {
        let tickets: Vec<domain::Ticket> = keys.iter().map(|key| (*key.0).clone()).collect();
        let decisions =
            self.app.read_routing(&self.caller, &tickets).await.map_err(|refusal| Arc::new(refused(refusal)))?;
        Ok(decisions
            .into_iter()
            .filter_map(|decision| {
                let key = keys.iter().find(|key| key.0.id == decision.ticket)?;
                Some((key.clone(), decision))
            })
            .collect())
    }
}

/// Letters of a page of tickets that could not be delivered, in one statement.
pub(crate) struct DeadLetters {
    pub app: App,
    pub caller: app::Caller,
}

impl Loader<TicketKey> for DeadLetters {
    type Value = Vec<app::DeadJob>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[TicketKey]) -> Result<HashMap<TicketKey, Self::Value>, Self::Error> {
        let tickets: Vec<domain::Ticket> = keys.iter().map(|key| (*key.0).clone()).collect();
        let dead =
            self.app.read_dead_letters(&self.caller, &tickets).await.map_err(|refusal| Arc::new(refused(refusal)))?;
        let mut found: HashMap<TicketKey, Self::Value> = HashMap::new();
        for letter in dead {
            if let Some(key) = keys.iter().find(|key| Some(key.0.id) == letter.ticket) {
                found.entry(key.clone()).or_default().push(letter);
            }
        }
        Ok(found)
    }
}

/// What was said of an answer.
pub(crate) type Said = domain::Feedback;

/// What was said of the answers to a page of tickets, in one statement.
pub(crate) struct Feedbacks {
    pub app: App,
    pub caller: app::Caller,
}

impl Loader<TicketKey> for Feedbacks {
    type Value = Vec<Said>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[TicketKey]) -> Result<HashMap<TicketKey, Self::Value>, Self::Error> {
        let tickets: Vec<domain::Ticket> = keys.iter().map(|key| (*key.0).clone()).collect();
        let all = self.app.read_feedback(&self.caller, &tickets).await.map_err(|refusal| Arc::new(refused(refusal)))?;
        let mut found: HashMap<TicketKey, Self::Value> = HashMap::new();
        for (ticket, said) in all {
            if let Some(key) = keys.iter().find(|key| key.0.id == ticket) {
                found.entry(key.clone()).or_default().push(said);
            }
        }
        Ok(found)
    }
}

/// What came with a page of messages, in one statement. Whoever reads a message may know what came with it.
pub(crate) struct Attached {
    pub app: App,
}

impl Loader<MessageId> for Attached {
    type Value = Vec<domain::Attachment>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[MessageId]) -> Result<HashMap<MessageId, Self::Value>, Self::Error> {
        let files = self.app.read_files_of(keys).await.map_err(|refusal| Arc::new(refused(refusal)))?;
        let mut found: HashMap<MessageId, Self::Value> = HashMap::new();
        for file in files {
            found.entry(file.message).or_default().push(file);
        }
        Ok(found)
    }
}
