//! What may be seen, what is asked for, and where a page ends.

use chrono::NaiveDate;
use domain::{OrganisationKind, PersonId, RegionRef, TicketId, TicketStatus, TopicKey};

/// Which tickets an actor may know of; every listing and look-up needs one, and it becomes a predicate in SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Every ticket.
    Everything,
    /// Tickets assigned to this expert, and tickets on a theme this expert knows.
    Expert(PersonId),
    /// One ticket.
    One(TicketId),
    /// None.
    Nothing,
}

/// What is asked for; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketFilter {
    /// Any of these.
    pub status: Vec<TicketStatus>,
    /// Any of these.
    pub topics: Vec<TopicKey>,
    /// Assigned to this person.
    pub assignee: Option<PersonId>,
    /// Any of these.
    pub organisation_kind: Vec<OrganisationKind>,
    /// From one of these municipalities, or from `regions` (the caller works out which lie in the region asked for).
    pub municipalities: Option<Vec<domain::MunicipalityCode>>,
    /// Regions that count as inside the region asked for.
    pub regions: Vec<RegionRef>,
    /// First day of receipt, Amsterdam time.
    pub received_from: Option<NaiveDate>,
    /// Last day of receipt, Amsterdam time.
    pub received_to: Option<NaiveDate>,
    /// Words that must occur.
    pub text: Option<String>,
}

/// Where a page starts: just after this ticket in the order most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Sort key of the last ticket seen.
    pub urgency: i64,
    /// Its number.
    pub id: TicketId,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items, each with the cursor that continues after it.
    pub items: Vec<(Cursor, T)>,
    /// More after these?
    pub has_next: bool,
}
