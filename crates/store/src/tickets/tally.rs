//! How many tickets fit what is asked for, and how they are spread over states, topics and experts (facets): counted up to a
//! bound, whatever there is.

use super::line::Line;
use super::pages::AskedFor;
use super::seek::{FEW, OUT_OF_DATE};
use super::these::{Looked, by_numbers, fit_by_texts};
use crate::entity::{organisation, ticket};
use crate::error::unreadable;
use crate::reads::{Snapshot, sealed::Connected};
use crate::{Scope, Store, StoreError, TicketFilter, events, search};
use domain::{Contact, OrganisationKind, PersonId, TicketStatus, TopicKey};
use sea_orm::sea_query::Expr;
use sea_orm::{
    Condition, ConnectionTrait, DatabaseBackend, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many tickets fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many were counted.
    pub counted: usize,
    /// Are these all there are?
    pub is_all: bool,
    /// How many of those that were counted are in each state.
    pub statuses: BTreeMap<&'static str, usize>,
    /// How many are from each kind of organisation.
    pub kinds: BTreeMap<&'static str, usize>,
    /// How many each expert has.
    pub experts: BTreeMap<PersonId, usize>,
    /// How many are about each topic.
    pub topics: BTreeMap<TopicKey, usize>,
}

/// What is counted of a ticket: its number, state, kind and expert, its subject, for which organisation, and who asked.
#[derive(FromQueryResult)]
struct Counted {
    id: i64,
    status: String,
    organisation_kind: String,
    assignee_id: Option<Uuid>,
    subject: String,
    organisation: Option<String>,
    contact_name: String,
    contact_email: String,
    contact_phone: Option<String>,
}

/// Counts what fits: some five statements, and no more rows than a bound.
pub async fn tally(store: &Store, scope: &Scope, filter: &TicketFilter) -> Result<Tally, StoreError> {
    let seen = Snapshot::begin(store).await?;
    let tally = match AskedFor::read(&seen, scope, filter).await? {
        Some(asked) => count(&seen, &asked).await?,
        None => Tally { is_all: true, ..Tally::default() },
    };
    seen.end().await?;
    Ok(tally)
}

async fn count(from: &Snapshot, asked: &AskedFor<'_>) -> Result<Tally, StoreError> {
    let (filter, words) = (&asked.filter, asked.wanted.pieces.clone());
    let mut must = asked.must(words.clone());
    for leg in Line::Newest.legs_of(filter) {
        must = if leg.marks.is_empty() { must } else { must.and(leg.marks) };
    }
    let has_no_word = filter.text.is_some() && asked.wanted.is_nothing();
    let hits = match must.all.is_empty() {
        _ if has_no_word => Vec::new(),
        true => latest(from).await?,
        false => search::hits(from, &must, FEW).await?,
    };
    let mut is_all = hits.len() as i64 <= FEW;
    let others = Condition::all().add(asked.sight.condition.clone()).add(filter.check(from));
    let mut rows = fitting(from, &hits, others.clone()).await?;
    // Search rows that are out of date lead nowhere: those tickets are looked at besides.
    let mut changed = changed(from).await?;
    is_all &= changed.len() as u64 <= OUT_OF_DATE;
    changed.extend(filter.sought.map(|sought| sought.ticket.0));
    changed.retain(|ticket| !hits.contains(ticket));
    let words = filter.text.as_ref().map(|_| search::check(from, &words, filter.sought));
    rows.extend(fitting(from, &changed, others.add_option(words)).await?);
    let rows = by_texts(from, rows, asked).await?;
    let mut tally = Tally { counted: rows.len(), is_all, ..Tally::default() };
    for row in &rows {
        let status = TicketStatus::parse(&row.status).ok_or_else(|| unreadable("tickets.status", &row.status))?;
        let kind = OrganisationKind::parse(&row.organisation_kind)
            .ok_or_else(|| unreadable("tickets.organisation_kind", &row.organisation_kind))?;
        *tally.statuses.entry(status.as_str()).or_default() += 1;
        *tally.kinds.entry(kind.as_str()).or_default() += 1;
        if let Some(expert) = row.assignee_id {
            *tally.experts.entry(PersonId(expert)).or_default() += 1;
        }
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    tally.topics = topics(from, &ids).await?;
    Ok(tally)
}

/// How many of the tickets to which something happened behind this line of the ledger fit; of the first few hundred lines,
/// and without what this person did.
pub async fn stirred(
    store: &Store,
    scope: &Scope,
    filter: &TicketFilter,
    behind: i64,
    but_by: Option<PersonId>,
) -> Result<usize, StoreError> {
    let seen = Snapshot::begin(store).await?;
    let tickets: Vec<i64> = events::stirred(&seen, behind, but_by).await?.into_iter().map(|ticket| ticket.0).collect();
    let stirred = match AskedFor::read(&seen, scope, filter).await? {
        Some(asked) if !tickets.is_empty() => {
            let (filter, words) = (&asked.filter, &asked.wanted.pieces);
            let words = filter.text.as_ref().map(|_| search::check(&seen, words, filter.sought));
            let check = Condition::all().add(asked.sight.condition.clone()).add(filter.check(&seen)).add_option(words);
            let rows = fitting(&seen, &tickets, check).await?;
            by_texts(&seen, rows, &asked).await?.len()
        }
        _ => 0,
    };
    seen.end().await?;
    Ok(stirred)
}

/// Those of these that fit by their texts.
async fn by_texts(from: &Snapshot, rows: Vec<Counted>, asked: &AskedFor<'_>) -> Result<Vec<Counted>, StoreError> {
    let must = asked.in_texts();
    if must.is_nothing() {
        return Ok(rows);
    }
    let looked = rows.iter().map(|row| Looked {
        id: row.id,
        subject: &row.subject,
        organisation: row.organisation.as_deref(),
        asker: Contact {
            name: row.contact_name.clone(),
            email: row.contact_email.clone(),
            phone: row.contact_phone.clone(),
        },
    });
    let these = fit_by_texts(from, looked.collect(), &must).await?;
    Ok(rows.into_iter().filter(|row| these.contains(&row.id)).collect())
}

/// Any tickets, where nothing is asked for: along an index.
async fn latest(from: &Snapshot) -> Result<Vec<i64>, StoreError> {
    let any = ticket::Entity::find().select_only().column(ticket::Column::Id).order_by_asc(ticket::Column::Urgency);
    Ok(any.limit(FEW as u64 + 1).into_tuple().all(from.connection()).await?)
}

async fn changed(from: &Snapshot) -> Result<Vec<i64>, StoreError> {
    let changed = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(Expr::cust("NOT indexed"))
        .order_by_asc(ticket::Column::Id);
    Ok(changed.limit(OUT_OF_DATE + 1).into_tuple().all(from.connection()).await?)
}

async fn fitting(from: &Snapshot, ids: &[i64], check: Condition) -> Result<Vec<Counted>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let organisation = ticket::Entity::belongs_to(organisation::Entity)
        .from(ticket::Column::OrganisationId)
        .to(organisation::Column::Id);
    let these = ticket::Entity::find()
        .select_only()
        .columns([ticket::Column::Id, ticket::Column::Status, ticket::Column::OrganisationKind])
        .columns([ticket::Column::AssigneeId, ticket::Column::Subject])
        .columns([ticket::Column::ContactName, ticket::Column::ContactEmail, ticket::Column::ContactPhone])
        .column_as(organisation::Column::Name, "organisation")
        .join(JoinType::LeftJoin, organisation.into())
        .filter(by_numbers(from.connection().get_database_backend(), ids)?)
        .filter(check);
    Ok(these.into_model::<Counted>().all(from.connection()).await?)
}

async fn topics(from: &Snapshot, ids: &[i64]) -> Result<BTreeMap<TopicKey, usize>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let backend = from.connection().get_database_backend();
    let sql = match backend {
        DatabaseBackend::Sqlite => {
            "SELECT topic, count(*) AS n FROM ticket_topics WHERE ticket_id IN (SELECT value FROM json_each($1)) GROUP BY topic"
        }
        // One by one, by index: for a list PostgreSQL would read the whole table as long as it is small.
        _ => {
            "SELECT topic, count(*) AS n FROM unnest(translate($1, '[]', '{}')::bigint[]) AS these (id) \
             CROSS JOIN LATERAL (SELECT topic FROM ticket_topics WHERE ticket_id = these.id OFFSET 0) AS own GROUP BY topic"
        }
    };
    let statement = Statement::from_sql_and_values(backend, sql, [serde_json::to_string(ids)?.into()]);
    let mut topics = BTreeMap::new();
    for row in from.connection().query_all_raw(statement).await? {
        let n: i64 = row.try_get("", "n")?;
        topics.insert(TopicKey(row.try_get("", "topic")?), usize::try_from(n).unwrap_or(usize::MAX));
    }
    Ok(topics)
}
