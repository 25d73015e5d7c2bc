//! What tests put into background work to see that it survives (fault injection).

use crate::Refusal;
use domain::TicketId;

/// A fault that a test puts into background work: given the task and the ticket, it may refuse or panic.
pub type Fault = Box<dyn Fn(&str, Option<TicketId>) -> Result<(), Refusal> + Send + Sync>;
