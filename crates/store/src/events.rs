//! The append-only ledger.

use crate::{Reads, StoreError, Tx};
use domain::{Event, TicketId};

/// Appends events in one statement. `open_delta` (+1, -1 or 0) is derived by the caller and stored for [`crate::counts`].
pub async fn append(_tx: &Tx, _events: &[(Event, i16)]) -> Result<(), StoreError> { todo!() }
/// Everything that happened to a ticket, oldest first.
pub async fn of_ticket(_from: &impl Reads, _ticket: TicketId) -> Result<Vec<Event>, StoreError> { todo!() }
