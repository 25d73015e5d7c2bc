//! Figures for trends, read from the ledger: how much of what, a day at a time.

use crate::{Reads, StoreError, TicketFilter};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Metric, OrganisationKind, PersonId, Place, TicketId, TopicKey};

/// What a count is split by in SQL. Regions are folded from places by the caller, who knows the layouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// Not at all.
    None,
    /// By topic of one axis; a question with two topics counts under both.
    Topic(domain::Axis),
    /// By kind of organisation.
    OrganisationKind,
    /// By place.
    Place,
    /// By expert who has it now.
    Expert,
}

/// The value of a split.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    #[allow(missing_docs)]
    All,
    #[allow(missing_docs)]
    Topic(TopicKey),
    #[allow(missing_docs)]
    OrganisationKind(OrganisationKind),
    #[allow(missing_docs)]
    Place(Place),
    /// None: unassigned.
    Expert(Option<PersonId>),
}

/// A count of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCount {
    /// Amsterdam day.
    pub day: NaiveDate,
    /// Which part.
    pub key: Key,
    /// How many.
    pub count: i64,
}

/// One promise that fell due in the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseRow {
    /// Of which ticket.
    pub ticket: TicketId,
    /// Which part.
    pub key: Key,
    /// When received.
    pub received_at: DateTime<Utc>,
    /// When due.
    pub due_at: DateTime<Utc>,
    /// When kept, if ever.
    pub met_at: Option<DateTime<Utc>>,
    /// Working time must leave these out.
    pub waits: Vec<domain::Wait>,
}

/// Questions received per day.
pub async fn received(_from: &impl Reads, _filter: &TicketFilter, _first: NaiveDate, _last: NaiveDate, _split: Split) -> Result<Vec<DayCount>, StoreError> { todo!() }
/// Questions answered for the first time, per day.
pub async fn answered(_from: &impl Reads, _filter: &TicketFilter, _first: NaiveDate, _last: NaiveDate, _split: Split) -> Result<Vec<DayCount>, StoreError> { todo!() }
/// Times a question was opened again, per day.
pub async fn reopened(_from: &impl Reads, _filter: &TicketFilter, _first: NaiveDate, _last: NaiveDate, _split: Split) -> Result<Vec<DayCount>, StoreError> { todo!() }
/// Questions open now (day = `last`), and for each day from `first` on by how much the number of open questions changed:
/// the caller walks back from now.
pub async fn open_now(_from: &impl Reads, _filter: &TicketFilter, _split: Split) -> Result<Vec<(Key, i64)>, StoreError> { todo!() }
/// Change in the number of open questions per day, from `first` on until now (sums of `open_delta`).
pub async fn open_changes(_from: &impl Reads, _filter: &TicketFilter, _first: NaiveDate, _split: Split) -> Result<Vec<DayCount>, StoreError> { todo!() }
/// Promises of one metric due between these days (by due day), or met between these days when `by_met`.
pub async fn promises(_from: &impl Reads, _filter: &TicketFilter, _metric: Metric, _first: NaiveDate, _last: NaiveDate, _split: Split, _by_met: bool) -> Result<Vec<PromiseRow>, StoreError> { todo!() }
