//! Routing decisions, each with every candidate.

use crate::{Reads, StoreError, Tx};
use domain::{Decision, DecisionCause, DecisionId, TicketId};

/// A decision with its surroundings.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredDecision {
    /// Unique; sorts by time.
    pub id: DecisionId,
    /// Of which ticket.
    pub ticket: TicketId,
    /// What made the desk decide.
    pub cause: DecisionCause,
    /// Version of the classifier that proposed the topics.
    pub classifier: String,
    /// The decision.
    pub decision: Decision,
}

/// Stores a decision.
pub async fn insert(_tx: &Tx, _decision: &StoredDecision) -> Result<(), StoreError> { todo!() }
/// The newest decision of each of these tickets (one statement).
pub async fn latest(_from: &impl Reads, _tickets: &[TicketId]) -> Result<Vec<StoredDecision>, StoreError> { todo!() }
/// Every decision of a ticket, oldest first.
pub async fn of_ticket(_from: &impl Reads, _ticket: TicketId) -> Result<Vec<StoredDecision>, StoreError> { todo!() }
