//! Tickets with their topics and deadlines.

use crate::{Cursor, Page, Reads, Scope, StoreError, TicketFilter, Tx};
use chrono::{DateTime, Utc};
use domain::{Contact, Deadline, Message, OrganisationId, OrganisationKind, PersonId, Place, SubmissionKey, Ticket, TicketId, TicketStatus, TicketTopic};

/// A ticket about to be stored, with its first message, topics and deadlines.
#[derive(Debug, Clone)]
pub struct NewTicket {
    /// Unique: a second ticket with the same key is not stored.
    pub submission_key: SubmissionKey,
    /// SHA-256 of the tracking secret.
    pub tracking_hash: [u8; 32],
    /// See [`Ticket`] for this and what follows.
    pub subject: String,
    #[allow(missing_docs)]
    pub status: TicketStatus,
    #[allow(missing_docs)]
    pub received_at: DateTime<Utc>,
    #[allow(missing_docs)]
    pub organisation: OrganisationId,
    #[allow(missing_docs)]
    pub organisation_kind: OrganisationKind,
    #[allow(missing_docs)]
    pub place: Place,
    #[allow(missing_docs)]
    pub contact: Contact,
    #[allow(missing_docs)]
    pub language: String,
    #[allow(missing_docs)]
    pub out_of_scope: bool,
    #[allow(missing_docs)]
    pub policy: String,
    #[allow(missing_docs)]
    pub topics: Vec<TicketTopic>,
    #[allow(missing_docs)]
    pub assignee: Option<PersonId>,
    #[allow(missing_docs)]
    pub routing_summary: String,
    #[allow(missing_docs)]
    pub effort_minutes: i32,
    #[allow(missing_docs)]
    pub has_personal_data: bool,
    #[allow(missing_docs)]
    pub deadlines: Vec<Deadline>,
    /// The question itself.
    pub question: Message,
}

/// What changes in a ticket; `None` leaves it. The sort key follows from status and deadlines.
#[derive(Debug, Clone, Default)]
pub struct TicketChange {
    #[allow(missing_docs)]
    pub status: Option<TicketStatus>,
    /// `Some(None)` takes it from its expert.
    pub assignee: Option<Option<PersonId>>,
    #[allow(missing_docs)]
    pub routing_summary: Option<String>,
    #[allow(missing_docs)]
    pub answered_at: Option<DateTime<Utc>>,
    /// Kept if it was set before.
    pub first_answered_at: Option<DateTime<Utc>>,
    /// `Some(None)` opens it again.
    pub closed_at: Option<Option<DateTime<Utc>>>,
    /// Replaces the given metrics.
    pub deadlines: Vec<Deadline>,
    /// Replaces all topics.
    pub topics: Option<Vec<TicketTopic>>,
    /// A new text to search in: the search row is out of date.
    pub reindex: bool,
}

/// Stores ticket, first message, topics and deadlines (4 statements). `None` when the submission key was used before.
pub async fn insert(_tx: &Tx, _ticket: &NewTicket) -> Result<Option<TicketId>, StoreError> { todo!() }
/// The ticket of a submission key.
pub async fn by_submission_key(_from: &impl Reads, _key: SubmissionKey) -> Result<Option<Ticket>, StoreError> { todo!() }
/// One ticket, if the scope allows knowing of it (at most 3 statements).
pub async fn find(_from: &impl Reads, _id: TicketId, _scope: &Scope) -> Result<Option<Ticket>, StoreError> { todo!() }
/// The ticket that a tracking secret opens.
pub async fn by_tracking_hash(_from: &impl Reads, _hash: &[u8; 32]) -> Result<Option<Ticket>, StoreError> { todo!() }
/// One page, most urgent first (3 statements whatever the size).
pub async fn list(_from: &impl Reads, _scope: &Scope, _filter: &TicketFilter, _first: u32, _after: Option<Cursor>) -> Result<Page<Ticket>, StoreError> { todo!() }
/// Changes a ticket if it is still at `revision`; `false` when somebody else was first.
pub async fn change(_tx: &Tx, _ticket: &Ticket, _now: DateTime<Utc>, _change: &TicketChange) -> Result<bool, StoreError> { todo!() }
/// Unassigned tickets, longest waiting first.
pub async fn unassigned(_from: &impl Reads, _limit: u32) -> Result<Vec<Ticket>, StoreError> { todo!() }
/// Open tickets of one expert, most urgent first.
pub async fn open_of(_from: &impl Reads, _expert: PersonId) -> Result<Vec<Ticket>, StoreError> { todo!() }
/// Experts who had an earlier ticket of this organisation since `since`, the latest first (at most 5).
pub async fn earlier_experts(_from: &impl Reads, _organisation: OrganisationId, _since: DateTime<Utc>) -> Result<Vec<PersonId>, StoreError> { todo!() }
/// Experts who gave this ticket away before.
pub async fn declined_by(_from: &impl Reads, _ticket: TicketId) -> Result<Vec<PersonId>, StoreError> { todo!() }
/// The stretches in which this ticket waited for its asker, oldest first.
pub async fn waits(_from: &impl Reads, _ticket: TicketId) -> Result<Vec<domain::Wait>, StoreError> { todo!() }
/// We asked something.
pub async fn begin_wait(_tx: &Tx, _ticket: TicketId, _from: DateTime<Utc>) -> Result<(), StoreError> { todo!() }
/// The asker reacted.
pub async fn end_wait(_tx: &Tx, _ticket: TicketId, _to: DateTime<Utc>) -> Result<(), StoreError> { todo!() }
/// Notes that an expert gave the ticket away, so that it does not come back by itself.
pub async fn decline(_tx: &Tx, _ticket: TicketId, _expert: PersonId, _reason: &str, _at: DateTime<Utc>) -> Result<(), StoreError> { todo!() }
