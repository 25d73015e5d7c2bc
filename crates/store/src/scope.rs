//! What may be seen, what is asked for, and where a page ends.

use crate::entity::{expertise, ticket, ticket_topic, topic};
use crate::tickets::{count_of_topics, has_topic};
use crate::{Reads, StoreError, conflicts, invitations, search, ticket_places, urgency};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Axis, OrganisationId, OrganisationKind, Origin, PersonId, Pressing, RegionRef, Sought, TicketId, TicketStatus,
    TopicKey,
};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseBackend, EntityTrait, ExprTrait, Iden, QueryFilter, QuerySelect,
};

/// Which tickets an actor may know of; every listing and look-up needs one, and it becomes a predicate in SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Every ticket.
    Everything,
    /// Tickets assigned to this expert, tickets on a theme this expert knows, and tickets about which this expert was asked
    /// as long as they are not closed; never those of an organisation with which the expert has a conflict of interest.
    Expert(PersonId),
    /// Answered tickets of the whole desk that are not open again; never those of an organisation with which this expert
    /// has a conflict of interest.
    AnsweredFor(PersonId),
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
    /// And any of these.
    pub groups: Vec<TopicKey>,
    /// Assigned to this person.
    pub assignee: Option<PersonId>,
    /// Any of these.
    pub organisation_kind: Vec<OrganisationKind>,
    /// Promised under any of these.
    pub policies: Vec<String>,
    /// Came in through any of these.
    pub channels: Vec<Origin>,
    /// From one of these municipalities, or from `regions` (the caller works out which lie in the region asked for).
    pub municipalities: Option<Vec<domain::MunicipalityCode>>,
    /// Regions that count as inside the region asked for.
    pub regions: Vec<RegionRef>,
    /// First day of receipt, Amsterdam time.
    pub received_from: Option<NaiveDate>,
    /// Last day of receipt, Amsterdam time.
    pub received_to: Option<NaiveDate>,
    /// Words that must occur, or pieces of words; what stands between quotes must stand together in lists.
    pub text: Option<String>,
    /// The ticket that the words are the reference of, if they are: it is found as well.
    pub sought: Option<Sought>,
    /// Asked by this organisation.
    pub organisation: Option<OrganisationId>,
    /// About which this person was asked to think along.
    pub asked_along: Option<PersonId>,
    /// Pressing in this way at this moment.
    pub pressing: Option<(Pressing, DateTime<Utc>)>,
    /// Only what this scope holds; for figures, which are of the whole country unless this says otherwise.
    pub within: Option<Scope>,
}

/// In which order a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Open tickets by their nearest promise, those that wait for their asker, and what is finished, the latest change first.
    #[default]
    Urgent,
    /// The latest day of receipt first.
    Newest,
    /// The earliest day of receipt first.
    Oldest,
    /// The best hits of a search first.
    Best,
}

/// Which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Turn {
    /// The first.
    #[default]
    First,
    /// The one behind this ticket.
    After(Cursor),
    /// The one in front of this ticket.
    Before(Cursor),
}

impl Turn {
    /// Where the page begins or ends.
    pub(crate) fn cursor(self) -> Option<Cursor> {
        match self {
            Self::First => None,
            Self::After(cursor) | Self::Before(cursor) => Some(cursor),
        }
    }
}

/// A page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// In which order.
    pub order: Order,
    /// Which page of it.
    pub turn: Turn,
    /// How many rows.
    pub rows: u32,
}

/// Where a page starts or ends: at this ticket, in the order of its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Sort key of the last ticket seen: its urgency, or what stands for it in another order.
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
    /// More in front of these?
    pub has_previous: bool,
    /// Was the list given up, because words that stand together are not found by any index? Then there may be more.
    pub is_cut: bool,
}

impl Scope {
    /// In which words whoever has this scope may search.
    pub(crate) fn words(&self) -> search::Words {
        match self {
            Self::AnsweredFor(_) => search::Words::WithoutAsker,
            Self::Everything | Self::Expert(_) | Self::One(_) | Self::Nothing => search::Words::All,
        }
    }

    /// The tickets in scope, as a predicate on `tickets`.
    pub(crate) fn condition(&self) -> Condition {
        match self {
            Self::Everything => Condition::all(),
            Self::One(id) => Condition::all().add(ticket::Column::Id.eq(id.0)),
            Self::Nothing => Condition::all().add(Expr::val(1).eq(0)),
            Self::AnsweredFor(expert) => Condition::all()
                .add(ticket::Column::Status.is_in(TicketStatus::DONE.map(TicketStatus::as_str)))
                .add(ticket::Column::FirstAnsweredAt.is_not_null())
                .add(conflicts::without(*expert)),
            Self::Expert(expert) => {
                let mut known = Query::select();
                known
                    .column(expertise::Column::Topic)
                    .from(expertise::Entity)
                    .and_where(expertise::Column::PersonId.eq(expert.0));
                let themes = ticket_topic::Column::Topic.in_subquery(known);
                theirs(*expert, themes).add(conflicts::without(*expert))
            }
        }
    }

    /// What lies in scope, looked up: for who asks it of many tickets in several statements of one moment.
    pub(crate) async fn look_up(&self, from: &impl Reads) -> Result<Sight, StoreError> {
        let Self::Expert(expert) = self else {
            return Ok(Sight { condition: self.condition(), themes: Vec::new() });
        };
        // What they know of groups opens nothing, and would lead to search rows that do not fit.
        let mut groups = Query::select();
        groups.column(topic::Column::Key).from(topic::Entity).and_where(topic::Column::Axis.eq(Axis::Group.as_str()));
        let themes: Vec<String> = expertise::Entity::find()
            .select_only()
            .column(expertise::Column::Topic)
            .filter(expertise::Column::PersonId.eq(expert.0))
            .filter(expertise::Column::Topic.not_in_subquery(groups))
            .into_tuple()
            .all(from.connection())
            .await?;
        let barred = conflicts::barred(from, *expert).await?;
        let known = theirs(*expert, ticket_topic::Column::Topic.is_in(themes.clone()));
        Ok(Sight { condition: known.add(ticket::Column::OrganisationId.is_not_in(barred)), themes })
    }
}

/// A [`Scope`], looked up.
pub(crate) struct Sight {
    pub condition: Condition,
    /// The themes of an expert.
    pub themes: Vec<String>,
}

/// Tickets that an expert has, that are on such a theme, or about which the expert was asked.
fn theirs(expert: PersonId, topic: Expr) -> Condition {
    let themes = Condition::all().add(ticket_topic::Column::Axis.eq(Axis::Theme.as_str())).add(topic);
    let any = Condition::any().add(ticket::Column::AssigneeId.eq(expert.0)).add(count_of_topics(themes).gt(0));
    Condition::all().add(any.add(invitations::lets_read(expert)))
}

impl TicketFilter {
    /// What is asked for, as a predicate on `tickets` with which a statement may begin. Figures ask so: a question counts at
    /// the first of its places.
    pub(crate) async fn condition(&self, from: &impl Reads) -> Result<Condition, StoreError> {
        // SQLite thinks that a search finds as much as a state holds, and would walk the state.
        let searches = self.text.is_some() && from.connection().get_database_backend() == DatabaseBackend::Sqlite;
        let of = if searches { apart(from) } else { plainly };
        let mut all = self.columns(of, Condition::any());
        if let Some(scope) = &self.within {
            all = all.add(scope.condition());
        }
        for any in self.any_topics() {
            all = all.add(has_topic(any));
        }
        if let Some(text) = &self.text {
            let words = self.within.as_ref().map_or(search::Words::All, Scope::words);
            all = all.add(search::condition(from, &search::wanted(from, text, words).await?.pieces, self.sought));
        }
        Ok(all)
    }

    /// The same but for words, of tickets that were found otherwise: no database begins with it, whatever it thinks of it.
    pub(crate) fn check(&self, from: &impl Reads) -> Condition {
        let also = ticket_places::is_among(self.municipalities.as_deref().unwrap_or_default(), &self.regions);
        let mut all = self.columns(apart(from), Condition::any().add(also));
        if let Some(scope) = &self.within {
            all = all.add(scope.condition());
        }
        for any in self.any_topics() {
            all = all.add(count_of_topics(any).gt(0));
        }
        all
    }

    fn any_topics(&self) -> impl Iterator<Item = Condition> {
        let lists = [&self.topics, &self.groups].into_iter().filter(|topics| !topics.is_empty());
        lists.map(|topics| Condition::all().add(ticket_topic::Column::Topic.is_in(topics.iter().map(TopicKey::as_str))))
    }

    /// What stands in the row of the ticket itself, or what else makes that a place fits.
    fn columns(&self, of: fn(ticket::Column) -> Expr, also: Condition) -> Condition {
        let mut all = Condition::all();
        if !self.status.is_empty() {
            all = all.add(of(ticket::Column::Status).is_in(self.status.iter().map(|status| status.as_str())));
        }
        if let Some(expert) = self.assignee {
            all = all.add(of(ticket::Column::AssigneeId).eq(expert.0));
        }
        if !self.organisation_kind.is_empty() {
            let kinds = self.organisation_kind.iter().map(|kind| kind.as_str());
            all = all.add(of(ticket::Column::OrganisationKind).is_in(kinds));
        }
        if !self.policies.is_empty() {
            all = all.add(of(ticket::Column::Policy).is_in(self.policies.iter().map(String::as_str)));
        }
        if !self.channels.is_empty() {
            let channels = self.channels.iter().map(|channel| channel.as_str());
            all = all.add(of(ticket::Column::Channel).is_in(channels));
        }
        if let Some(municipalities) = &self.municipalities {
            let mut places =
                also.add(of(ticket::Column::Municipality).is_in(municipalities.iter().map(|code| code.0.as_str())));
            for region in &self.regions {
                places = places.add(
                    Condition::all()
                        .add(ticket::Column::RegionLayout.eq(region.layout.0.as_str()))
                        .add(ticket::Column::RegionCode.eq(region.code.as_str())),
                );
            }
            all = all.add(places);
        }
        if let Some(organisation) = self.organisation {
            all = all.add(of(ticket::Column::OrganisationId).eq(organisation.0));
        }
        if let Some(person) = self.asked_along {
            all = all.add(invitations::asked(person));
        }
        if let Some((pressing, now)) = self.pressing {
            all = all.add(urgency::is_pressing(pressing, now, of));
        }
        if let Some(first) = self.received_from {
            all = all.add(of(ticket::Column::ReceivedOn).gte(first));
        }
        if let Some(last) = self.received_to {
            all = all.add(of(ticket::Column::ReceivedOn).lte(last));
        }
        all
    }
}

fn plainly(column: ticket::Column) -> Expr {
    Expr::col((ticket::Entity, column))
}

/// A column by which no database finds anything: what stands around it keeps it off its indexes.
fn apart(from: &impl Reads) -> fn(ticket::Column) -> Expr {
    match from.connection().get_database_backend() {
        DatabaseBackend::Sqlite => |column| Expr::cust(format!("+\"tickets\".\"{}\"", column.to_string())),
        _ => |column| Expr::cust(format!("COALESCE(\"tickets\".\"{0}\", \"tickets\".\"{0}\")", column.to_string())),
    }
}
