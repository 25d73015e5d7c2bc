//! Letters that wait to be told of together (digest). They are rows as all others, and taken away like them; no worker takes
//! one by itself. What carries them is one letter for each person, which names what waits at the moment it goes.

use super::queue::rows;
use super::row::{DEAD, DONE, Job, job};
use crate::entity::job::{Column, Entity};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{JobId, PersonId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany};
use uuid::Uuid;

/// The condition of the partial index `jobs_gathered`, written out so that both databases see that it serves.
const GATHERED: &str = "gathered AND state = 'queued'";

/// For whom letters wait that are due by this moment.
pub async fn gathered_for(from: &impl Reads, until: DateTime<Utc>) -> Result<Vec<PersonId>, StoreError> {
    let people: Vec<Option<Uuid>> = Entity::find()
        .select_only()
        .column(Column::PersonId)
        .distinct()
        .filter(Expr::cust(GATHERED))
        .filter(Column::RunAt.lte(until))
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(people.into_iter().flatten().map(PersonId).collect())
}

/// Adds the letter that carries what waits for a person; `false` when they have one that did not leave yet.
pub async fn begin_digest(tx: &Tx, digest: &Job, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let Some(mut statement) = rows(std::slice::from_ref(digest), now)? else { return Ok(false) };
    // The index `jobs_one_digest` holds one for each person.
    statement.on_conflict(OnConflict::new().do_nothing().to_owned());
    Ok(tx.0.execute(&statement).await?.rows_affected() == 1)
}

/// What a digest carries: everything that was due when it was written, and waits still; and what of it cannot be read.
pub async fn gathered_in(from: &impl Reads, digest: JobId) -> Result<(Vec<Job>, Vec<JobId>), StoreError> {
    let row = Entity::find_by_id(digest.0).select_only().columns([Column::PersonId, Column::CreatedAt]);
    let known: Option<(Option<Uuid>, DateTime<Utc>)> = row.into_tuple().one(from.connection()).await?;
    let Some((Some(person), written_at)) = known else { return Ok((Vec::new(), Vec::new())) };
    let waiting = Entity::find()
        .filter(Expr::cust(GATHERED))
        .filter(Column::PersonId.eq(person))
        .filter(Column::RunAt.lte(written_at))
        .order_by_asc(Column::Id);
    let (mut readable, mut unreadable) = (Vec::new(), Vec::new());
    for row in waiting.all(from.connection()).await? {
        let id = JobId(row.id);
        match job(row) {
            Ok(job) => readable.push(job),
            Err(_) => unreadable.push(id),
        }
    }
    Ok((readable, unreadable))
}

fn these(ids: &[JobId]) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::Id.is_in(ids.iter().map(|id| id.0))).filter(Expr::cust(GATHERED))
}

/// They were told of.
pub async fn finish_gathered(tx: &Tx, ids: &[JobId], now: DateTime<Utc>) -> Result<(), StoreError> {
    let told = these(ids)
        .col_expr(Column::State, Expr::val(DONE))
        .col_expr(Column::Letter, Expr::val(Option::<serde_json::Value>::None))
        .col_expr(Column::FinishedAt, Expr::val(now));
    told.exec(&tx.0).await?;
    Ok(())
}

/// They cannot be told of. Whoever sends one again sends it by itself.
pub async fn bury_gathered(tx: &Tx, ids: &[JobId], now: DateTime<Utc>, error: &str) -> Result<(), StoreError> {
    let given_up = these(ids)
        .col_expr(Column::State, Expr::val(DEAD))
        .col_expr(Column::Gathered, Expr::val(false))
        .col_expr(Column::LastError, Expr::val(error))
        .col_expr(Column::FinishedAt, Expr::val(now));
    given_up.exec(&tx.0).await?;
    Ok(())
}

/// What waits to be gathered for a person goes now, each by itself.
pub async fn release(tx: &Tx, person: PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let free = Entity::update_many()
        .col_expr(Column::Gathered, Expr::val(false))
        .col_expr(Column::RunAt, Expr::val(now))
        .filter(Expr::cust(GATHERED))
        .filter(Column::PersonId.eq(person.0));
    free.exec(&tx.0).await?;
    Ok(())
}
