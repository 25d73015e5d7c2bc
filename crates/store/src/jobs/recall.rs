//! Letters that were written and not sent yet: taken away, or made to tell of more.
//!
//! Letters that a worker is taking at this moment are passed over and never waited for: whoever carries one asks again
//! just before.

use super::row::{DONE, Job, LEASED, QUEUED, WITHDRAWN, held, job};
use crate::entity::job::{Column, Entity};
use crate::{Scope, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{JobId, LetterKind, PersonId, TicketId};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, Query};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany,
};
use uuid::Uuid;

/// The condition of the partial index `jobs_of_person`, written out so that SQLite sees that it serves.
const WAITS_FOR_SOMEBODY: &str = "state = 'queued' AND person_id IS NOT NULL";

fn waiting() -> Select<Entity> {
    Entity::find()
        .filter(Expr::cust(WAITS_FOR_SOMEBODY))
        .order_by_asc(Column::Id)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
}

/// Letters of these kinds about a ticket that wait for people of the desk, but for this one.
pub async fn waiting_about(
    tx: &Tx,
    ticket: TicketId,
    kinds: &[LetterKind],
    but_for: Option<PersonId>,
) -> Result<Vec<Job>, StoreError> {
    let mut about = waiting()
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str())));
    if let Some(person) = but_for {
        about = about.filter(Column::PersonId.ne(person.0));
    }
    about.all(&tx.0).await?.into_iter().map(job).collect()
}

/// Letters that wait for this person about tickets outside this scope; about none as well, when the scope is nothing.
pub async fn waiting_for(tx: &Tx, person: PersonId, but_within: &Scope) -> Result<Vec<Job>, StoreError> {
    use crate::entity::ticket;
    let theirs = waiting().filter(Column::PersonId.eq(person.0));
    let theirs = match but_within {
        Scope::Everything => return Ok(Vec::new()),
        Scope::Nothing => theirs,
        scope => {
            let mut within = Query::select();
            within
                .expr(Expr::val(1))
                .from(ticket::Entity)
                .and_where(Expr::col((ticket::Entity, ticket::Column::Id)).equals((Entity, Column::TicketId)))
                .cond_where(scope.condition());
            theirs.filter(Condition::all().add(Column::TicketId.is_not_null()).add(Expr::exists(within).not()))
        }
    };
    theirs.all(&tx.0).await?.into_iter().map(job).collect()
}

/// Takes a letter away that waits; `false` when it no longer does.
pub async fn withdraw(tx: &Tx, id: JobId, why: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let waits = Entity::update_many().filter(Column::Id.eq(id.0)).filter(Column::State.eq(QUEUED));
    Ok(withdrawn(waits, why, now).exec(&tx.0).await?.rows_affected == 1)
}

/// Takes the letter away that is held by this very lease; `false` when another worker took over.
pub async fn withdraw_held(
    tx: &Tx,
    id: JobId,
    attempt: i32,
    why: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    Ok(withdrawn(held(id, attempt), why, now).exec(&tx.0).await?.rows_affected == 1)
}

fn withdrawn(update: UpdateMany<Entity>, why: &str, now: DateTime<Utc>) -> UpdateMany<Entity> {
    update
        .col_expr(Column::State, Expr::val(WITHDRAWN))
        .col_expr(Column::Letter, Expr::val(Option::<serde_json::Value>::None))
        .col_expr(Column::LastError, Expr::val(why))
        .col_expr(Column::FinishedAt, Expr::val(now))
}

/// The letter of a kind that told somebody last of something about a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastTold {
    /// It waits, to be sent at `run_at` for the first time or again, and tells of so much.
    Waits {
        /// Which.
        id: JobId,
        /// Of how much it tells.
        times: i32,
        /// When it may be sent.
        run_at: DateTime<Utc>,
    },
    /// It is on its way (none), or went at this moment.
    Went(Option<DateTime<Utc>>),
}

/// What this person was told last in a letter of this kind about a ticket.
pub async fn last_told(
    tx: &Tx,
    ticket: TicketId,
    person: PersonId,
    kind: LetterKind,
) -> Result<Option<LastTold>, StoreError> {
    type Last = (Uuid, String, i32, DateTime<Utc>, Option<DateTime<Utc>>);
    let last: Option<Last> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::State, Column::Reactions, Column::RunAt, Column::FinishedAt])
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::PersonId.eq(person.0))
        .filter(Column::Kind.eq(kind.as_str()))
        .filter(Column::State.is_in([QUEUED, LEASED, DONE]))
        .order_by_desc(Column::Id)
        .into_tuple()
        .one(&tx.0)
        .await?;
    Ok(last.map(|(id, state, reactions, run_at, finished_at)| {
        if state == QUEUED {
            LastTold::Waits { id: JobId(id), times: reactions, run_at }
        } else {
            LastTold::Went(finished_at)
        }
    }))
}

/// Letters about a ticket that wait for its asker.
pub async fn waiting_for_asker(tx: &Tx, ticket: TicketId) -> Result<Vec<Job>, StoreError> {
    let waiting = Entity::find()
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::State.eq(QUEUED))
        .filter(Column::PersonId.is_null())
        .order_by_asc(Column::Id)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    waiting.all(&tx.0).await?.into_iter().map(job).collect()
}

/// Makes a letter that waits another one; `false` when it no longer waits, or a worker is taking it.
pub async fn replace(tx: &Tx, job: &Job) -> Result<bool, StoreError> {
    let free: Option<Uuid> = Entity::find_by_id(job.id.0)
        .select_only()
        .column(Column::Id)
        .filter(Column::State.eq(QUEUED))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .one(&tx.0)
        .await?;
    if free.is_none() {
        return Ok(false);
    }
    let update = Entity::update_many()
        .col_expr(Column::Letter, Expr::val(Some(serde_json::to_value(&job.letter)?)))
        .col_expr(Column::MessageId, Expr::val(job.letter.message_id.as_str()))
        .col_expr(Column::Reactions, Expr::val(job.reactions))
        .filter(Column::Id.eq(job.id.0))
        .filter(Column::State.eq(QUEUED));
    Ok(update.exec(&tx.0).await?.rows_affected == 1)
}
