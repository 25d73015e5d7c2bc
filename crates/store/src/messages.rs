//! What is said in tickets.

use crate::{Reads, StoreError, Tx};
use domain::{Message, MessageId, TicketId};

/// Adds a message.
pub async fn insert(_tx: &Tx, _ticket: TicketId, _message: &Message) -> Result<(), StoreError> { todo!() }
/// Messages of a ticket, oldest first, after `after`; one more than `first` is never returned, the flag tells whether there are more.
pub async fn page(_from: &impl Reads, _ticket: TicketId, _internal: bool, _first: u32, _after: Option<MessageId>) -> Result<(Vec<Message>, bool), StoreError> { todo!() }
