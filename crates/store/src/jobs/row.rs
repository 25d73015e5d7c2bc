//! One letter in the queue: its states, its row, and who holds it.

use crate::StoreError;
use crate::entity::job::{Column, Entity, Model};
use chrono::{DateTime, Utc};
use domain::{JobId, Letter, PersonId, TicketId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, UpdateMany};

/// Waiting, or waiting for another attempt.
pub(super) const QUEUED: &str = "queued";
/// Held by a worker until `run_at`; after that anybody may take it.
pub(super) const LEASED: &str = "leased";
/// Delivered.
pub(super) const DONE: &str = "done";
/// Given up.
pub(super) const DEAD: &str = "dead";
/// Not sent: whoever it was for may no longer be told.
pub(super) const WITHDRAWN: &str = "withdrawn";
/// Given up, and seen by somebody who left it at that.
pub(super) const DISMISSED: &str = "dismissed";

/// How a letter goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Goes {
    /// By itself.
    #[default]
    Alone,
    /// Told of with others, in one letter.
    Gathered,
}

/// A letter to be delivered.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Unique; the letter's Message-ID is made from it.
    pub id: JobId,
    /// About which ticket.
    pub ticket: Option<TicketId>,
    /// Whom of the desk it is for; none for letters to askers.
    pub person: Option<PersonId>,
    /// How many reactions of an asker, or other things that came one after the other, it tells of.
    pub reactions: i32,
    /// What to send.
    pub letter: Letter,
    /// By itself, or with others.
    pub goes: Goes,
    /// When it may run.
    pub run_at: DateTime<Utc>,
    /// How often it was tried; a lease counts one up.
    pub attempt: i32,
}

/// Only who holds this very lease may settle the job.
pub(super) fn held(id: JobId, attempt: i32) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::Id.eq(id.0))
        .filter(Column::Attempt.eq(attempt))
        .filter(Column::State.eq(LEASED))
}

pub(super) fn job(row: Model) -> Result<Job, StoreError> {
    let letter = row.letter.ok_or_else(|| StoreError::Unreadable("jobs.letter is gone".to_owned()))?;
    Ok(Job {
        id: JobId(row.id),
        ticket: row.ticket_id.map(TicketId),
        person: row.person_id.map(PersonId),
        reactions: row.reactions,
        goes: if row.gathered { Goes::Gathered } else { Goes::Alone },
        letter: serde_json::from_value(letter)?,
        run_at: row.run_at,
        attempt: row.attempt,
    })
}
