//! How many tickets fit what is asked for, and how they are spread over states, topics and experts (facets): counted up to a
//! bound, whatever there is, and only said to be many when they are.

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
    ColumnTrait, Condition, ConnectionTrait, DatabaseBackend, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, Statement,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// More than this are many: how many more, nobody asks.
pub const MANY: usize = 1_000;
/// At a desk of this size, so many tickets all over it are looked at; when so many of those fit, five times `MANY` do.
const LARGE: i64 = 100_000;
const LOOKED_AT: i64 = 600;
const ARE_COMMON: usize = 30;

/// How many tickets fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tally {
    /// All that fit, and how they are spread.
    All(Spread),
    /// So many at least.
    AtLeast(usize),
}

impl Tally {
    /// How they are spread, where all were counted.
    pub fn all(&self) -> Option<&Spread> {
        match self {
            Self::All(spread) => Some(spread),
            Self::AtLeast(_) => None,
        }
    }
}

/// How tickets are spread.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spread {
    /// How many there are.
    pub counted: usize,
    /// How many are in each state.
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
        None => Tally::All(Spread::default()),
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
    let others = Condition::all().add(asked.sight.condition.clone()).add(filter.check(from));
    let fit = || filter.text.as_ref().map(|_| search::check(from, &words, filter.sought));
    if filter.text.is_some() && asked.in_texts().is_nothing() {
        let some = some_of_many(from).await?;
        if how_many_fit(from, &some, others.clone().add_option(fit())).await? >= ARE_COMMON {
            return Ok(Tally::AtLeast(MANY));
        }
    }
    let hits = match must.all.is_empty() {
        _ if has_no_word => Vec::new(),
        true => latest(from).await?,
        false => search::hits(from, &must, FEW).await?,
    };
    let is_cut = hits.len() as i64 > FEW;
    if is_cut && asked.in_texts().is_nothing() {
        return Ok(Tally::AtLeast(how_many_fit(from, &hits, others).await?));
    }
    let mut rows = fitting(from, &hits, others.clone()).await?;
    // Search rows that are out of date lead nowhere: those tickets are looked at besides.
    let mut changed = changed(from).await?;
    let is_all = !is_cut && changed.len() as u64 <= OUT_OF_DATE;
    changed.extend(filter.sought.map(|sought| sought.ticket.0));
    changed.retain(|ticket| !hits.contains(ticket));
    rows.extend(fitting(from, &changed, others.add_option(fit())).await?);
    let rows = by_texts(from, rows, asked).await?;
    if !is_all {
        return Ok(Tally::AtLeast(rows.len()));
    }
    let mut spread = Spread { counted: rows.len(), ..Spread::default() };
    for row in &rows {
        let status = TicketStatus::parse(&row.status).ok_or_else(|| unreadable("tickets.status", &row.status))?;
        let kind = OrganisationKind::parse(&row.organisation_kind)
            .ok_or_else(|| unreadable("tickets.organisation_kind", &row.organisation_kind))?;
        *spread.statuses.entry(status.as_str()).or_default() += 1;
        *spread.kinds.entry(kind.as_str()).or_default() += 1;
        if let Some(expert) = row.assignee_id {
            *spread.experts.entry(PersonId(expert)).or_default() += 1;
        }
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    spread.topics = topics(from, &ids).await?;
    Ok(Tally::All(spread))
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

/// Numbers that lie all over a large desk (sampling). PostgreSQL gathers all search rows with a word before it gives one of
/// them; a common word is recognised by these. None where looking in the index is quick: SQLite gives the first at once.
async fn some_of_many(from: &Snapshot) -> Result<Vec<i64>, StoreError> {
    let connection = from.connection();
    if connection.get_database_backend() == DatabaseBackend::Sqlite {
        return Ok(Vec::new());
    }
    let last = ticket::Entity::find().select_only().column(ticket::Column::Id).order_by_desc(ticket::Column::Id);
    let last: Option<i64> = last.limit(1).into_tuple().one(connection).await?;
    Ok(spread_out(last.unwrap_or_default()))
}

/// One number out of each of so many equal parts (stratified sampling), in no place that what is counted could share; none
/// below a size.
fn spread_out(last: i64) -> Vec<i64> {
    if last < LARGE {
        return Vec::new();
    }
    let part = last / LOOKED_AT;
    (0..LOOKED_AT).map(|at| 1 + at * last / LOOKED_AT + scattered(at) % part).collect()
}

/// A number that looks like chance, and is the same every time (a hash: the finaliser of SplitMix64).
fn scattered(number: i64) -> i64 {
    let mut mixed = number.cast_unsigned().wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)).cast_signed() & i64::MAX
}

async fn how_many_fit(from: &Snapshot, ids: &[i64], check: Condition) -> Result<usize, StoreError> {
    if ids.is_empty() {
        return Ok(0);
    }
    let these = ticket::Entity::find()
        .select_only()
        .expr_as(ticket::Column::Id.count(), "n")
        .filter(by_numbers(from.connection().get_database_backend(), ids)?)
        .filter(check);
    let n: Option<i64> = these.into_tuple().one(from.connection()).await?;
    Ok(usize::try_from(n.unwrap_or_default()).unwrap_or_default())
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_lie_all_over_a_large_desk_and_are_seen_as_often_as_they_are_there() {
        assert!(spread_out(LARGE - 1).is_empty());
        for last in [LARGE, 177_013, 1_000_000, 10_000_001] {
            let numbers = spread_out(last);
            let each: BTreeSet<i64> = numbers.iter().copied().collect();
            assert_eq!(each.len() as i64, LOOKED_AT, "each once");
            assert!(each.iter().all(|number| (1..=last).contains(number)));
            // Whatever recurs every so many numbers is met about as often as it is there; what stands together as well.
            for period in [2, 3, 7, 10, 24, 60, 365] {
                let met = numbers.iter().filter(|number| *number % period == 0).count() as f64;
                let share = LOOKED_AT as f64 / period as f64;
                assert!((met - share).abs() <= 4.0 * share.sqrt(), "{last} {period}: {met} instead of {share}");
            }
            for piece in 0..20 {
                let of = piece * last / 20..(piece + 1) * last / 20;
                let met = numbers.iter().filter(|number| of.contains(number)).count();
                assert!((28..=32).contains(&met), "{last} {piece}: {met}");
            }
            // A thousand of them, wherever they stand together, are not taken for common.
            assert!(LOOKED_AT as usize * MANY / (last as usize) < ARE_COMMON / 4);
        }
    }
}
