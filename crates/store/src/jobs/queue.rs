//! The queue: what waits, who holds what, and what became of it.

use super::dead::{DeadJob, bury};
use super::row::{DEAD, DONE, Goes, Job, LEASED, QUEUED, held, job};
use super::tries::{Came, Try};
use crate::entity::job::{ActiveModel, Column, Entity};
use crate::{Reads, Store, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{JobId, Letter, LetterKind, PersonId, TicketId, can_get_mail, without_secrets};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Func, InsertStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

/// After so many workers that died while they held it, a job is given up when it would be taken again.
const MOST_TAKEOVERS: i32 = 4;
/// The condition of the partial index `jobs_waiting`, written out so that SQLite sees that it serves.
const WAITING: &str = "state IN ('queued', 'leased')";

/// Which letters are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that nothing bad is known of.
    Ordinary,
    /// One that was under way twice or more when its worker died: to be tried alone, so that no other goes down with it.
    Suspect,
}

/// What a lease came to.
#[derive(Debug, Default)]
pub struct Leased {
    /// Taken: to be done and settled.
    pub jobs: Vec<Job>,
    /// Given up, because they cannot be read or because each worker that took them died.
    pub dead: Vec<DeadJob>,
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
    /// When the oldest lease ends.
    pub oldest_lease_ends: Option<DateTime<Utc>>,
    /// How often a lease ran out and another worker took over, ever.
    pub takeovers: i64,
}

/// Adds jobs in one statement; none for a letter to an address that never gets mail.
pub async fn enqueue(tx: &Tx, jobs: &[Job], now: DateTime<Utc>) -> Result<(), StoreError> {
    if let Some(rows) = rows(jobs, now)? {
        tx.0.execute(&rows).await?;
    }
    Ok(())
}

/// The statement that adds them; none for none.
pub(crate) fn rows(jobs: &[Job], now: DateTime<Utc>) -> Result<Option<InsertStatement>, StoreError> {
    let rows: Vec<ActiveModel> = jobs
        .iter()
        .filter(|job| can_get_mail(&job.letter.to_email))
        .map(|job| {
            Ok(ActiveModel {
                id: Set(job.id.0),
                ticket_id: Set(job.ticket.map(|ticket| ticket.0)),
                kind: Set(job.letter.kind.as_str().to_owned()),
                letter: Set(Some(serde_json::to_value(&job.letter)?)),
                message_id: Set(job.letter.message_id.clone()),
                state: Set(QUEUED.to_owned()),
                run_at: Set(job.run_at),
                attempt: Set(job.attempt),
                last_error: Set(None),
                created_at: Set(now),
                finished_at: Set(None),
                takeovers: Set(0),
                person_id: Set(job.person.map(|person| person.0)),
                reactions: Set(job.reactions),
                gathered: Set(job.goes == Goes::Gathered),
                tries: Set(String::new()),
            })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok((!rows.is_empty()).then(|| Entity::insert_many(rows).into_query()))
}

/// Takes up to `limit` jobs that may run: queued ones, and ones whose holder let the lease run out. The leases are
/// committed when this returns.
pub async fn lease(
    store: &Store,
    which: Which,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: u32,
) -> Result<Leased, StoreError> {
    type Candidate = (Uuid, Option<i64>, String, Option<String>, String, i32, i32, Option<Uuid>, i32);
    let suspect = Condition::all().add(Column::State.eq(LEASED)).add(Column::Takeovers.gte(1));
    let candidates: Vec<Candidate> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::TicketId, Column::Kind])
        // As text: one letter that cannot be read must not hide the others.
        .expr_as(Expr::cust("CAST(letter AS text)"), "letter")
        .columns([Column::State, Column::Attempt, Column::Takeovers, Column::PersonId, Column::Reactions])
        .filter(Expr::cust(WAITING))
        .filter(Column::RunAt.lte(now))
        .filter(Column::Gathered.eq(false))
        .filter(if which == Which::Suspect { suspect } else { suspect.not() })
        .order_by_asc(Column::RunAt)
        // The same order for every worker, or two of them could wait for each other.
        .order_by_asc(Column::Id)
        .limit(u64::from(limit))
        .into_tuple()
        .all(crate::reads::sealed::Connected::connection(store))
        .await?;
    let mut leased = Leased::default();
    if candidates.is_empty() {
        return Ok(leased);
    }
    let tx = store.write().await?;
    for (id, ticket, kind, text, state, attempt, takeovers, person, reactions) in candidates {
        let taken = Entity::update_many()
            .col_expr(Column::State, Expr::val(LEASED))
            .col_expr(Column::RunAt, Expr::val(until))
            .col_expr(Column::Attempt, Expr::col(Column::Attempt).add(1))
            // Its holder died, or was slower than its lease.
            .col_expr(Column::Takeovers, Expr::col(Column::Takeovers).add(i32::from(state == LEASED)))
            .filter(Column::Id.eq(id))
            .filter(Column::Attempt.eq(attempt))
            .filter(Column::State.is_in([QUEUED, LEASED]))
            .filter(Column::RunAt.lte(now))
            .exec(&tx.0)
            .await?;
        if taken.rows_affected == 1 {
            let (id, ticket, attempt) = (JobId(id), ticket.map(TicketId), attempt + 1);
            let person = person.map(PersonId);
            let letter = if state == LEASED && takeovers >= MOST_TAKEOVERS {
                Err(format!("{} workers stopped in the middle of this letter", takeovers + 1))
            } else {
                readable(text.as_deref()).map_err(|error| error.to_string())
            };
            match letter {
                Ok(letter) => {
                    leased.jobs.push(Job {
                        id,
                        ticket,
                        person,
                        reactions,
                        letter,
                        goes: Goes::Alone,
                        run_at: until,
                        attempt,
                    });
                }
                // Put aside, or it would stop every letter behind it.
                Err(why) => {
                    let kept = text.and_then(|text| serde_json::from_str(&without_secrets(&text)).ok());
                    bury(&tx, id, attempt, &Try::of(now, Came::Refused, &why), kept).await?;
                    leased.dead.push(DeadJob { id, ticket, person, kind, why, at: now });
                }
            }
        }
    }
    tx.commit().await?;
    Ok(leased)
}

fn readable(letter: Option<&str>) -> Result<Letter, StoreError> {
    let letter = letter.ok_or_else(|| StoreError::Unreadable("jobs.letter is gone".to_owned()))?;
    Ok(serde_json::from_str(letter)?)
}

/// Done; `kept` is what stays of the letter, should it come back. `false` when another worker took over.
pub async fn finish(
    tx: &Tx,
    id: JobId,
    attempt: i32,
    tried: &Try,
    kept: Option<serde_json::Value>,
) -> Result<bool, StoreError> {
    let update = held(id, attempt)
        .col_expr(Column::State, Expr::val(DONE))
        .col_expr(Column::Letter, Expr::val(kept))
        .col_expr(Column::FinishedAt, Expr::val(tried.at));
    Ok(tried.noted_by(update)?.exec(&tx.0).await?.rows_affected == 1)
}

/// Failed; again at `run_at`. `false` when another worker took over.
pub async fn retry(tx: &Tx, id: JobId, attempt: i32, run_at: DateTime<Utc>, tried: &Try) -> Result<bool, StoreError> {
    let update = held(id, attempt)
        .col_expr(Column::State, Expr::val(QUEUED))
        .col_expr(Column::RunAt, Expr::val(run_at))
        .col_expr(Column::LastError, Expr::val(&*tried.said));
    Ok(tried.noted_by(update)?.exec(&tx.0).await?.rows_affected == 1)
}

/// Not tried, or not to the end: free for the next worker from `run_at` on, and the attempt does not count. `false` when
/// another worker took over.
pub async fn give_back(tx: &Tx, id: JobId, attempt: i32, run_at: DateTime<Utc>) -> Result<bool, StoreError> {
    let update = held(id, attempt)
        .col_expr(Column::State, Expr::val(QUEUED))
        .col_expr(Column::RunAt, Expr::val(run_at))
        .col_expr(Column::Attempt, Expr::val(attempt - 1));
    Ok(update.exec(&tx.0).await?.rows_affected == 1)
}

/// Drops letters written before this moment; for a desk whose past is made up.
pub async fn forget_before(store: &Store, moment: DateTime<Utc>) -> Result<(), StoreError> {
    let tx = store.write().await?;
    Entity::delete_many().filter(Column::CreatedAt.lt(moment)).exec(&tx.0).await?;
    tx.commit().await
}

/// How many letters about a ticket were ever asked for.
pub async fn count_of(from: &impl Reads, ticket: TicketId) -> Result<u64, StoreError> {
    use sea_orm::PaginatorTrait;
    Ok(Entity::find().filter(Column::TicketId.eq(ticket.0)).count(from.connection()).await?)
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// It was delivered.
    Done,
    /// It is still tried.
    UnderWay,
    /// It was given up, and nobody dealt with that.
    Failed,
    /// It was never written, or is left at that.
    Never,
}

/// What became of the letters of a kind about a ticket, written from this moment on: the best that happened to one.
pub async fn delivery(
    from: &impl Reads,
    ticket: TicketId,
    kind: LetterKind,
    since: DateTime<Utc>,
) -> Result<Delivery, StoreError> {
    let states: Vec<String> = Entity::find()
        .select_only()
        .column(Column::State)
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::Kind.eq(kind.as_str()))
        .filter(Column::CreatedAt.gte(since))
        .into_tuple()
        .all(from.connection())
        .await?;
    let any = |wanted: &[&str]| states.iter().any(|state| wanted.contains(&state.as_str()));
    Ok(match () {
        () if any(&[DONE]) => Delivery::Done,
        () if any(&[QUEUED, LEASED]) => Delivery::UnderWay,
        () if any(&[DEAD]) => Delivery::Failed,
        () => Delivery::Never,
    })
}

/// How the queue stands.
pub async fn queue(from: &impl Reads, now: DateTime<Utc>) -> Result<Queue, StoreError> {
    let waiting: Vec<(String, i64, Option<DateTime<Utc>>)> = Entity::find()
        .select_only()
        .column(Column::State)
        .expr(Func::count(Expr::col(Column::Id)))
        // What is gathered is due once it is told of.
        .expr(Expr::cust("min(CASE WHEN gathered THEN NULL ELSE run_at END)"))
        .filter(Expr::cust(WAITING))
        .group_by(Column::State)
        .into_tuple()
        .all(from.connection())
        .await?;
    let dead: Option<i64> = Entity::find()
        .select_only()
        .expr(Func::count(Expr::col(Column::Id)))
        .filter(Expr::cust("state = 'dead'"))
        .into_tuple()
        .one(from.connection())
        .await?;
    let takeovers: Option<Option<i64>> = Entity::find()
        .select_only()
        .expr(Expr::cust("CAST(sum(takeovers) AS bigint)"))
        .filter(Expr::cust("takeovers > 0"))
        .into_tuple()
        .one(from.connection())
        .await?;
    let mut queue = Queue { dead: dead.unwrap_or(0), takeovers: takeovers.flatten().unwrap_or(0), ..Queue::default() };
    for (state, count, oldest) in waiting {
        if state == QUEUED {
            queue.queued = count;
            queue.oldest_due = oldest.filter(|due| *due <= now);
        } else {
            queue.leased = count;
            queue.oldest_lease_ends = oldest;
        }
    }
    Ok(queue)
}

/// Letters that were tried, did not leave, and are still tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing {
    /// How many.
    pub count: i64,
    /// When the oldest was written.
    pub since: DateTime<Utc>,
    /// Why that one did not leave the last time.
    pub error: String,
}

/// Letters that do not leave, of all or of those that were written after a moment; none when there are none.
pub async fn failing(from: &impl Reads, after: Option<DateTime<Utc>>) -> Result<Option<Failing>, StoreError> {
    let mut failed = Entity::find()
        .select_only()
        .column(Column::CreatedAt)
        .column(Column::LastError)
        .expr(Expr::cust("count(*) OVER ()"))
        .filter(Expr::cust(WAITING))
        .filter(Column::LastError.is_not_null());
    if let Some(after) = after {
        failed = failed.filter(Column::CreatedAt.gt(after));
    }
    let oldest: Option<(DateTime<Utc>, String, i64)> =
        failed.order_by_asc(Column::CreatedAt).into_tuple().one(from.connection()).await?;
    Ok(oldest.map(|(since, error, count)| Failing { count, since, error }))
}

/// When a letter last left; none when none ever did.
pub async fn last_left(from: &impl Reads) -> Result<Option<DateTime<Utc>>, StoreError> {
    let row: Option<Option<DateTime<Utc>>> = Entity::find()
        .select_only()
        .column(Column::FinishedAt)
        // The condition of the partial index `jobs_done`.
        .filter(Expr::cust("state = 'done'"))
        .filter(Column::FinishedAt.is_not_null())
        .order_by_desc(Column::FinishedAt)
        .into_tuple()
        .one(from.connection())
        .await?;
    Ok(row.flatten())
}

/// Letters about a ticket that did not leave, with their state (`queued`, `leased`, `dead`).
pub async fn of_ticket(from: &impl Reads, ticket: TicketId) -> Result<Vec<(Job, String)>, StoreError> {
    with_text(from, ticket, Condition::all().add(Column::State.ne(DONE))).await
}

/// Letters about a ticket that still have their text, whatever became of them (also `done`), with their state.
pub async fn kept_of_ticket(from: &impl Reads, ticket: TicketId) -> Result<Vec<(Job, String)>, StoreError> {
    with_text(from, ticket, Condition::all()).await
}

async fn with_text(from: &impl Reads, ticket: TicketId, which: Condition) -> Result<Vec<(Job, String)>, StoreError> {
    let rows = Entity::find()
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::Letter.is_not_null())
        .filter(which)
        .order_by_asc(Column::Id)
        .all(from.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            let state = row.state.clone();
            Ok((job(row)?, state))
        })
        .collect()
}
