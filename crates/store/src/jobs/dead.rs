//! Letters that were given up: kept without the secrets in them until somebody sends them again or leaves it at that.

use super::row::{DEAD, DISMISSED, DONE, Job, QUEUED, held, job};
use super::tries::Try;
use crate::entity::job::{Column, Entity};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{JobId, Letter, LetterKind, PersonId, TicketId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

/// A job that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadJob {
    /// Which.
    pub id: JobId,
    /// About which ticket.
    pub ticket: Option<TicketId>,
    /// Whom of the desk it was for.
    pub person: Option<PersonId>,
    /// The stored word for the kind of letter.
    pub kind: String,
    /// Why.
    pub why: String,
    /// When.
    pub at: DateTime<Utc>,
}

type DeadRow = (Uuid, Option<i64>, Option<Uuid>, String, Option<String>, Option<DateTime<Utc>>);

/// Written out, so that both databases see that the partial index of dead letters serves.
const IS_DEAD: &str = "state = 'dead'";

fn dead() -> Select<Entity> {
    Entity::find()
        .select_only()
        .columns([Column::Id, Column::TicketId, Column::PersonId, Column::Kind, Column::LastError, Column::FinishedAt])
        .filter(Expr::cust(IS_DEAD))
}

fn dead_job((id, ticket, person, kind, why, at): DeadRow) -> DeadJob {
    let (why, at) = (why.unwrap_or_default(), at.unwrap_or_default());
    DeadJob { id: JobId(id), ticket: ticket.map(TicketId), person: person.map(PersonId), kind, why, at }
}

/// Letters about these tickets that were given up, oldest first.
pub async fn dead_of(from: &impl Reads, tickets: &[TicketId]) -> Result<Vec<DeadJob>, StoreError> {
    if tickets.is_empty() {
        return Ok(Vec::new());
    }
    let theirs = dead().filter(Column::TicketId.is_in(tickets.iter().map(|ticket| ticket.0)));
    let rows: Vec<DeadRow> = theirs.order_by_asc(Column::Id).into_tuple().all(from.connection()).await?;
    Ok(rows.into_iter().map(dead_job).collect())
}

/// A letter that was given up, as people deal with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Which, why and when.
    pub job: DeadJob,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// What came of each try.
    pub tries: Vec<Try>,
    /// How often it was tried.
    pub attempts: i32,
    /// Name and address it was to go to, where that was kept.
    pub to: Option<(String, String)>,
    /// Was its text kept?
    pub has_text: bool,
}

/// Letters that were given up, whatever about, oldest first, behind this one.
pub async fn dead_letters(from: &impl Reads, after: Option<JobId>, most: u64) -> Result<Vec<DeadLetter>, StoreError> {
    let mut query = Entity::find().filter(Expr::cust(IS_DEAD)).order_by_asc(Column::Id).limit(most);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    read_dead(from, query).await
}

/// One of them.
pub async fn dead_by_id(from: &impl Reads, id: JobId) -> Result<Option<DeadLetter>, StoreError> {
    let query = Entity::find_by_id(id.0).filter(Expr::cust(IS_DEAD));
    Ok(read_dead(from, query).await?.pop())
}

async fn read_dead(from: &impl Reads, query: Select<Entity>) -> Result<Vec<DeadLetter>, StoreError> {
    let rows: Vec<DeadLine> = query
        .select_only()
        .columns([Column::Id, Column::TicketId, Column::PersonId, Column::Kind, Column::LastError, Column::FinishedAt])
        .columns([Column::CreatedAt, Column::Attempt, Column::Tries])
        // As text: one letter that cannot be read must not hide the others.
        .expr_as(Expr::cust("CAST(letter AS text)"), "letter")
        .into_model()
        .all(from.connection())
        .await?;
    rows.into_iter().map(dead_letter_of).collect()
}

#[derive(FromQueryResult)]
struct DeadLine {
    id: Uuid,
    ticket_id: Option<i64>,
    person_id: Option<Uuid>,
    kind: String,
    last_error: Option<String>,
    finished_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    attempt: i32,
    tries: String,
    letter: Option<String>,
}

fn dead_letter_of(row: DeadLine) -> Result<DeadLetter, StoreError> {
    let letter: Option<Letter> = row.letter.and_then(|letter| serde_json::from_str(&letter).ok());
    Ok(DeadLetter {
        tries: super::tries::read(&row.tries)?,
        job: dead_job((row.id, row.ticket_id, row.person_id, row.kind, row.last_error, row.finished_at)),
        written_at: row.created_at,
        attempts: row.attempt,
        has_text: letter.is_some(),
        to: letter.map(|letter| (letter.to_name, letter.to_email)),
    })
}

/// The letter that was written last of those that were given up.
pub async fn last_dead(from: &impl Reads) -> Result<Option<DeadJob>, StoreError> {
    let row: Option<DeadRow> = dead().order_by_desc(Column::Id).into_tuple().one(from.connection()).await?;
    Ok(row.map(dead_job))
}

/// A letter about this ticket that was given up, and nobody dealt with since. Without its text when that was not kept.
pub async fn dead_letter(
    from: &impl Reads,
    ticket: Option<TicketId>,
    id: JobId,
) -> Result<Option<(DeadJob, Option<Job>)>, StoreError> {
    let row = Entity::find_by_id(id.0).filter(Expr::cust(IS_DEAD)).one(from.connection()).await?;
    let Some(row) = row.filter(|row| row.ticket_id == ticket.map(|ticket| ticket.0)) else { return Ok(None) };
    let known = (row.id, row.ticket_id, row.person_id, row.kind.clone(), row.last_error.clone(), row.finished_at);
    // What cannot be read cannot be sent.
    Ok(Some((dead_job(known), job(row).ok())))
}

/// About which ticket a letter is; none for one that is about none, or unknown.
pub async fn ticket_of(from: &impl Reads, id: JobId) -> Result<Option<TicketId>, StoreError> {
    let row: Option<Option<i64>> =
        Entity::find_by_id(id.0).select_only().column(Column::TicketId).into_tuple().one(from.connection()).await?;
    Ok(row.flatten().map(TicketId))
}

/// Failed for good; `kept` is what stays of the letter. `false` when another worker took over.
pub async fn bury(
    tx: &Tx,
    id: JobId,
    attempt: i32,
    tried: &Try,
    kept: Option<serde_json::Value>,
) -> Result<bool, StoreError> {
    let update = held(id, attempt)
        .col_expr(Column::State, Expr::val(DEAD))
        .col_expr(Column::Letter, Expr::val(kept))
        .col_expr(Column::LastError, Expr::val(&*tried.said))
        .col_expr(Column::FinishedAt, Expr::val(tried.at));
    Ok(tried.noted_by(update)?.exec(&tx.0).await?.rows_affected == 1)
}

/// A letter that left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentJob {
    /// About which ticket.
    pub ticket: Option<TicketId>,
    /// Whom of the desk it was for.
    pub person: Option<PersonId>,
    /// The stored word for the kind of letter.
    pub kind: String,
}

/// A letter that left, or was given up since.
pub async fn sent(from: &impl Reads, id: JobId) -> Result<Option<SentJob>, StoreError> {
    let row = Entity::find_by_id(id.0)
        .select_only()
        .columns([Column::TicketId, Column::PersonId, Column::Kind])
        .filter(Column::State.is_in([DONE, DEAD, DISMISSED]))
        .into_tuple();
    let row: Option<(Option<i64>, Option<Uuid>, String)> = row.one(from.connection()).await?;
    let sent = |(ticket, person, kind): (Option<i64>, Option<Uuid>, String)| SentJob {
        ticket: ticket.map(TicketId),
        person: person.map(PersonId),
        kind,
    };
    Ok(row.map(sent))
}

/// A letter that left came back: given up after all, with what was kept of its text. `false` when it was given up before.
pub async fn bounce(tx: &Tx, id: JobId, returned: &Try) -> Result<bool, StoreError> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::val(DEAD))
        .col_expr(Column::LastError, Expr::val(&*returned.said))
        .col_expr(Column::FinishedAt, Expr::val(returned.at))
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq(DONE));
    Ok(returned.noted_by(update)?.exec(&tx.0).await?.rows_affected == 1)
}

/// Waits to be sent again, from the first attempt on. `false` when somebody dealt with it meanwhile.
pub async fn send_again(tx: &Tx, id: JobId, letter: &Letter, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::val(QUEUED))
        .col_expr(Column::Letter, Expr::val(Some(serde_json::to_value(letter)?)))
        .col_expr(Column::RunAt, Expr::val(now))
        .col_expr(Column::Attempt, Expr::val(0))
        .col_expr(Column::Takeovers, Expr::val(0))
        .col_expr(Column::LastError, Expr::val(None::<String>))
        .col_expr(Column::FinishedAt, Expr::val(None::<DateTime<Utc>>))
        .filter(Column::Id.eq(id.0))
        .filter(Expr::cust(IS_DEAD));
    Ok(update.exec(&tx.0).await?.rows_affected == 1)
}

/// Left at that; its text is blanked. `false` when somebody dealt with it meanwhile.
pub async fn dismiss(tx: &Tx, id: JobId) -> Result<bool, StoreError> {
    let update = dismissed().filter(Column::Id.eq(id.0));
    Ok(update.exec(&tx.0).await?.rows_affected == 1)
}

/// Leaves letters of these kinds with a way in for this person at that: another is on its way.
pub async fn dismiss_access(tx: &Tx, person: PersonId, kinds: &[LetterKind]) -> Result<(), StoreError> {
    let access = Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str()));
    dismissed().filter(Column::PersonId.eq(person.0)).filter(access).exec(&tx.0).await?;
    Ok(())
}

fn dismissed() -> sea_orm::UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::State, Expr::val(DISMISSED))
        .col_expr(Column::Letter, Expr::val(Option::<serde_json::Value>::None))
        .filter(Expr::cust(IS_DEAD))
}
