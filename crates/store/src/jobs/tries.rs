//! What became of each try to deliver a letter (delivery history): a line of JSON for each, in the row of the letter, written by
//! the same statement that settles the try.

use super::row::{DEAD, DISMISSED, DONE, LEASED, QUEUED, WITHDRAWN};
use crate::entity::job::{Column, Entity};
use crate::{Reads, StoreError};
use chrono::{DateTime, Utc};
use domain::{JobId, PersonId, TicketId};
use sea_orm::sea_query::{BinOper, Expr};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Came {
    /// The mail server took the letter.
    Sent,
    /// It did not, and is tried again.
    Later,
    /// It got the letter and said nothing: it may have arrived, and is tried again.
    Unanswered,
    /// It will not: the letter is given up.
    Refused,
    /// Another server sent the letter back.
    Returned,
}

/// A try, or what another server said of it later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Try {
    /// When it was known.
    pub at: DateTime<Utc>,
    /// What came of it.
    pub came: Came,
    /// What the server said, or what went wrong; empty where nothing was said.
    pub said: String,
}

impl Try {
    /// What came of a try at this moment, and what was said of it.
    pub fn of(at: DateTime<Utc>, came: Came, said: &str) -> Self {
        Self { at, came, said: said.to_owned() }
    }

    /// Adds this try to the letter that the update settles.
    pub(super) fn noted_by(&self, update: UpdateMany<Entity>) -> Result<UpdateMany<Entity>, StoreError> {
        let line = serde_json::to_string(self)? + "\n";
        Ok(update.col_expr(Column::Tries, Expr::col(Column::Tries).binary(BinOper::Custom("||"), Expr::val(line))))
    }
}

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterState {
    /// It goes at this moment, or is tried again then.
    Waits(DateTime<Utc>),
    /// A worker has it.
    UnderWay,
    /// It left.
    Left,
    /// It was given up.
    GivenUp,
    /// It was given up, and somebody left it at that.
    LeftAtThat,
    /// It was taken away: whom it was for may no longer be told.
    Withdrawn,
}

/// A letter about a question, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterLine {
    /// Which.
    pub id: JobId,
    /// The stored word for its kind.
    pub kind: String,
    /// Whom of the desk it is for; none: the asker.
    pub person: Option<PersonId>,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// Where it stands.
    pub state: LetterState,
    /// Every try, in their order.
    pub tries: Vec<Try>,
}

type Row = (Uuid, String, Option<Uuid>, DateTime<Utc>, String, DateTime<Utc>, String);

/// The newest letters about a question, newest first.
pub async fn about(from: &impl Reads, ticket: TicketId, most: u64) -> Result<Vec<LetterLine>, StoreError> {
    let rows: Vec<Row> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Kind, Column::PersonId, Column::CreatedAt])
        .columns([Column::State, Column::RunAt, Column::Tries])
        .filter(Column::TicketId.eq(ticket.0))
        .order_by_desc(Column::Id)
        .limit(most)
        .into_tuple()
        .all(from.connection())
        .await?;
    rows.into_iter().map(line).collect()
}

fn line((id, kind, person, written_at, state, run_at, tries): Row) -> Result<LetterLine, StoreError> {
    let state = match state.as_str() {
        QUEUED => LetterState::Waits(run_at),
        LEASED => LetterState::UnderWay,
        DONE => LetterState::Left,
        DISMISSED => LetterState::LeftAtThat,
        WITHDRAWN => LetterState::Withdrawn,
        DEAD => LetterState::GivenUp,
        other => return Err(StoreError::Unreadable(format!("jobs.state {other}"))),
    };
    Ok(LetterLine { id: JobId(id), kind, person: person.map(PersonId), written_at, state, tries: read(&tries)? })
}

pub(super) fn read(tries: &str) -> Result<Vec<Try>, StoreError> {
    tries.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
