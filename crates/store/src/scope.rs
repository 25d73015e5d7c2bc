//! What may be seen, what is asked for, and where a page ends.

use crate::entity::{expertise, ticket, ticket_topic};
use crate::tickets::{count_of_topics, has_topic};
use crate::{Reads, StoreError, conflicts, search};
use chrono::NaiveDate;
use domain::{Axis, OrganisationKind, PersonId, RegionRef, Sought, TicketId, TicketStatus, TopicKey};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DatabaseBackend, ExprTrait, Iden};

/// Which tickets an actor may know of; every listing and look-up needs one, and it becomes a predicate in SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Every ticket.
    Everything,
    /// Tickets assigned to this expert, and tickets on a theme this expert knows; never those of an organisation with
    /// which the expert has a conflict of interest.
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
    /// The ticket that the words are the reference of, if they are: it is found as well.
    pub sought: Option<Sought>,
    /// Only what this scope holds; for figures, which are of the whole country unless this says otherwise.
    pub within: Option<Scope>,
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

impl Scope {
    /// The tickets in scope, as a predicate on `tickets`.
    pub(crate) fn condition(&self) -> Condition {
        match self {
            Self::Everything => Condition::all(),
            Self::One(id) => Condition::all().add(ticket::Column::Id.eq(id.0)),
            Self::Nothing => Condition::all().add(Expr::val(1).eq(0)),
            Self::Expert(expert) => {
                let mut known = Query::select();
                known
                    .column(expertise::Column::Topic)
                    .from(expertise::Entity)
                    .and_where(expertise::Column::PersonId.eq(expert.0));
                let themes = Condition::all()
                    .add(ticket_topic::Column::Axis.eq(Axis::Theme.as_str()))
                    .add(ticket_topic::Column::Topic.in_subquery(known));
                let theirs =
                    Condition::any().add(ticket::Column::AssigneeId.eq(expert.0)).add(count_of_topics(themes).gt(0));
                Condition::all().add(theirs).add(conflicts::without(*expert))
            }
        }
    }
}

impl TicketFilter {
    /// What is asked for, as a predicate on `tickets`.
    pub(crate) fn condition(&self, from: &impl Reads) -> Result<Condition, StoreError> {
        let mut all = Condition::all();
        // SQLite thinks that a search finds as much as a state holds, and would walk the state. The sign keeps it off.
        let searches = self.text.is_some() && from.connection().get_database_backend() == DatabaseBackend::Sqlite;
        let of = |column: ticket::Column| {
            if searches {
                Expr::cust(format!("+\"tickets\".\"{}\"", column.to_string()))
            } else {
                Expr::col((ticket::Entity, column))
            }
        };
        if let Some(scope) = &self.within {
            all = all.add(scope.condition());
        }
        if !self.status.is_empty() {
            all = all.add(of(ticket::Column::Status).is_in(self.status.iter().map(|status| status.as_str())));
        }
        if !self.topics.is_empty() {
            let keys = self.topics.iter().map(TopicKey::as_str);
            all = all.add(has_topic(Condition::all().add(ticket_topic::Column::Topic.is_in(keys))));
        }
        if let Some(expert) = self.assignee {
            all = all.add(of(ticket::Column::AssigneeId).eq(expert.0));
        }
        if !self.organisation_kind.is_empty() {
            let kinds = self.organisation_kind.iter().map(|kind| kind.as_str());
            all = all.add(of(ticket::Column::OrganisationKind).is_in(kinds));
        }
        if let Some(municipalities) = &self.municipalities {
            let mut places = Condition::any()
                .add(of(ticket::Column::Municipality).is_in(municipalities.iter().map(|code| code.0.as_str())));
            for region in &self.regions {
                places = places.add(
                    Condition::all()
                        .add(ticket::Column::RegionLayout.eq(region.layout.0.as_str()))
                        .add(ticket::Column::RegionCode.eq(region.code.as_str())),
                );
            }
            all = all.add(places);
        }
        if let Some(first) = self.received_from {
            all = all.add(of(ticket::Column::ReceivedOn).gte(first));
        }
        if let Some(last) = self.received_to {
            all = all.add(of(ticket::Column::ReceivedOn).lte(last));
        }
        if let Some(text) = &self.text {
            all = all.add(search::condition(from, text, self.sought));
        }
        Ok(all)
    }
}
