//! Work that touches the outside world: at least once, leased by compare-and-swap on the attempt number.

use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{JobId, Letter, TicketId};

/// A letter to be delivered.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Unique; the letter's Message-ID is made from it.
    pub id: JobId,
    /// About which ticket.
    pub ticket: Option<TicketId>,
    /// What to send.
    pub letter: Letter,
    /// When it may run.
    pub run_at: DateTime<Utc>,
    /// How often it was tried; a lease counts one up.
    pub attempt: i32,
}

/// How many jobs stand where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// Not tried yet, or waiting for the next attempt.
    pub queued: i64,
    /// Being tried.
    pub leased: i64,
    /// Given up.
    pub dead: i64,
    /// When the oldest that should have run was due.
    pub oldest_due: Option<DateTime<Utc>>,
}

/// Adds jobs in one statement.
pub async fn enqueue(_tx: &Tx, _jobs: &[Job], _now: DateTime<Utc>) -> Result<(), StoreError> { todo!() }
/// Takes up to `limit` jobs that may run (queued, or leased by somebody whose lease ran out); commits before it returns.
pub async fn lease(_store: &crate::Store, _now: DateTime<Utc>, _until: DateTime<Utc>, _limit: u32) -> Result<Vec<Job>, StoreError> { todo!() }
/// Done; the letter's text is blanked. `false` when another worker took over.
pub async fn finish(_tx: &Tx, _job: JobId, _attempt: i32, _now: DateTime<Utc>) -> Result<bool, StoreError> { todo!() }
/// Failed; again at `run_at`.
pub async fn retry(_tx: &Tx, _job: JobId, _attempt: i32, _run_at: DateTime<Utc>, _error: &str) -> Result<bool, StoreError> { todo!() }
/// Failed for good.
pub async fn bury(_tx: &Tx, _job: JobId, _attempt: i32, _now: DateTime<Utc>, _error: &str) -> Result<bool, StoreError> { todo!() }
/// How the queue stands.
pub async fn queue(_from: &impl Reads, _now: DateTime<Utc>) -> Result<Queue, StoreError> { todo!() }
/// Letters about a ticket that were asked for, with their state word (`queued`, `leased`, `done`, `dead`); for tests and the ticket page.
pub async fn of_ticket(_from: &impl Reads, _ticket: TicketId) -> Result<Vec<(Job, String)>, StoreError> { todo!() }
