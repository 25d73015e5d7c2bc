//! The facts of each day as they were counted (a rollup), and the days that are to be counted again.

use crate::facts::in_list;
use crate::{Reads, Store, StoreError, Tx};
use chrono::NaiveDate;
use domain::FactKind;
use sea_orm::sea_query::Value;
use sea_orm::{ConnectionTrait, DatabaseBackend, ExecResult, QueryResult, Statement};

/// Key of the lock that lets one process count at a time; any number will do, as long as it stays the same.
const COUNTING_LOCK: i64 = 0x6c6f_6b65_7402;

/// What is kept of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Amsterdam day.
    pub day: NaiveDate,
    /// Counts up each time the content changes.
    pub version: i64,
    /// As the kernel of figures wrote it.
    pub content: Vec<u8>,
}

/// What was counted of a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// The days that were counted and did not change since, each with its version.
    pub days: Vec<(NaiveDate, i64)>,
    /// The day on which the first question came in: nothing counts before. Known when anything of the period was counted.
    pub since: Option<NaiveDate>,
}

/// The days of this period that were counted and did not change since.
pub async fn counted(
    from: &impl Reads,
    kind: FactKind,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Counted, StoreError> {
    let sql = "SELECT day, version, (SELECT min(received_on) FROM tickets) AS since FROM day_facts AS f \
               WHERE series = $1 AND day BETWEEN $2 AND $3 \
               AND NOT EXISTS (SELECT 1 FROM stale_days AS s WHERE s.day = f.day) ORDER BY day";
    let mut counted = Counted::default();
    for row in rows(from, sql, [kind.as_str().into(), first.into(), last.into()]).await? {
        counted.days.push((row.try_get("", "day")?, row.try_get("", "version")?));
        counted.since = row.try_get("", "since")?;
    }
    Ok(counted)
}

/// What is kept of these days, whether or not they changed since.
pub async fn contents(from: &impl Reads, kind: FactKind, days: &[NaiveDate]) -> Result<Vec<Kept>, StoreError> {
    let sql = format!("SELECT day, version, content FROM day_facts WHERE series = $1 AND day IN {}", in_list(days));
    let kept = |row: &QueryResult| {
        let (day, version) = (row.try_get("", "day")?, row.try_get("", "version")?);
        Ok(Kept { day, version, content: row.try_get("", "content")? })
    };
    rows(from, &sql, [kind.as_str().into()]).await?.iter().map(kept).collect()
}

/// Every day before `today` that was counted, the newest first.
pub async fn all_counted(from: &impl Reads, today: NaiveDate) -> Result<Vec<NaiveDate>, StoreError> {
    let sql = "SELECT DISTINCT day FROM day_facts WHERE series = $1 AND day < $2 ORDER BY day DESC";
    days(&rows(from, sql, [FactKind::Received.as_str().into(), today.into()]).await?)
}

/// Days before `today` that are to be counted again, the newest first.
pub async fn stale(from: &impl Reads, today: NaiveDate, limit: u32) -> Result<Vec<NaiveDate>, StoreError> {
    let sql = "SELECT DISTINCT day FROM stale_days WHERE day < $1 ORDER BY day DESC LIMIT $2";
    days(&rows(from, sql, [today.into(), i64::from(limit).into()]).await?)
}

/// May this transaction count? Until it ends no other may.
pub async fn hold(tx: &Tx) -> Result<bool, StoreError> {
    if tx.0.get_database_backend() == DatabaseBackend::Sqlite {
        return Ok(true);
    }
    let sql = "SELECT pg_try_advisory_xact_lock($1) AS held";
    let held = rows(tx, sql, [COUNTING_LOCK.into()]).await?;
    Ok(held.first().map(|row| row.try_get("", "held")).transpose()?.unwrap_or(false))
}

/// Takes the marks of these days away; gives the days that had one. What is counted after this in the same transaction holds
/// everything that they stood for. A mark that is set meanwhile stays.
pub async fn take_marks(tx: &Tx, of: &[NaiveDate]) -> Result<Vec<NaiveDate>, StoreError> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("DELETE FROM stale_days WHERE day IN {} RETURNING day", in_list(of));
    let mut taken = days(&rows(tx, &sql, []).await?)?;
    taken.sort_unstable();
    taken.dedup();
    Ok(taken)
}

/// Brings the marks of days from `today` on back to one a day; how many were too many. On SQLite there is never more than one.
pub async fn thin_out(store: &Store, today: NaiveDate) -> Result<usize, StoreError> {
    if store.is_embedded() {
        return Ok(0);
    }
    let many = "SELECT day FROM stale_days WHERE day >= $1 GROUP BY day HAVING count(*) > 1";
    let many = days(&rows(store, many, [today.into()]).await?)?;
    if many.is_empty() {
        return Ok(0);
    }
    let tx = store.write().await?;
    let sql = format!("DELETE FROM stale_days WHERE day IN {} RETURNING day", in_list(&many));
    let all = rows(&tx, &sql, []).await?.len();
    mark(&tx, &many).await?;
    tx.commit().await?;
    Ok(all.saturating_sub(many.len()))
}

/// These days are to be counted again.
pub async fn mark(tx: &Tx, days: &[NaiveDate]) -> Result<(), StoreError> {
    if days.is_empty() {
        return Ok(());
    }
    let values: Vec<String> = days.iter().map(|day| format!("('{day}')")).collect();
    let or = if tx.0.get_database_backend() == DatabaseBackend::Sqlite { " OR IGNORE" } else { "" };
    let sql = format!("INSERT{or} INTO stale_days (day) VALUES {}", values.join(", "));
    execute(tx, &sql, Vec::new()).await?;
    Ok(())
}

/// Keeps what was counted of a day; `true` when it is not what was kept before.
pub async fn put(tx: &Tx, kind: FactKind, day: NaiveDate, facts: usize, content: Vec<u8>) -> Result<bool, StoreError> {
    let sql = "INSERT INTO day_facts (series, day, version, facts, content) VALUES ($1, $2, 1, $3, $4) \
               ON CONFLICT (series, day) DO UPDATE \
               SET version = day_facts.version + 1, facts = excluded.facts, content = excluded.content \
               WHERE day_facts.content <> excluded.content";
    let facts = i32::try_from(facts).unwrap_or(i32::MAX);
    let values = vec![kind.as_str().into(), day.into(), facts.into(), content.into()];
    Ok(execute(tx, sql, values).await?.rows_affected() > 0)
}

async fn rows(
    from: &impl Reads,
    sql: &str,
    values: impl IntoIterator<Item = Value> + Send,
) -> Result<Vec<QueryResult>, StoreError> {
    let connection = from.connection();
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    Ok(connection.query_all_raw(statement).await?)
}

async fn execute(tx: &Tx, sql: &str, values: Vec<Value>) -> Result<ExecResult, StoreError> {
    Ok(tx.0.execute_raw(Statement::from_sql_and_values(tx.0.get_database_backend(), sql, values)).await?)
}

fn days(rows: &[QueryResult]) -> Result<Vec<NaiveDate>, StoreError> {
    Ok(rows.iter().map(|row| row.try_get("", "day")).collect::<Result<_, _>>()?)
}
