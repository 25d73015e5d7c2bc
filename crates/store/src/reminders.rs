//! Who was written to about which promise.

use crate::entity::reminder::{ActiveModel, Entity};
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{JobId, Metric, PersonId, TicketId};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;
use std::collections::HashSet;

/// Why somebody is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReminderKind {
    /// The promise comes near.
    DueSoon,
    /// The promise was broken.
    Missed,
}

impl ReminderKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::DueSoon => "due_soon",
            Self::Missed => "missed",
        }
    }
}

/// One letter about one promise to one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminder {
    /// Whose promise.
    pub ticket: TicketId,
    /// Which promise.
    pub metric: Metric,
    /// Why.
    pub kind: ReminderKind,
    /// To whom.
    pub recipient: PersonId,
    /// When the promise falls due; moved, it is another promise.
    pub target_at: DateTime<Utc>,
    /// The letter.
    pub job: JobId,
}

/// Notes reminders in one statement; gives the letters of those that are new: the others were written to before.
pub async fn note(tx: &Tx, reminders: &[Reminder], at: DateTime<Utc>) -> Result<HashSet<JobId>, StoreError> {
    if reminders.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = reminders.iter().map(|reminder| ActiveModel {
        ticket_id: Set(reminder.ticket.0),
        metric: Set(reminder.metric.as_str().to_owned()),
        kind: Set(reminder.kind.as_str().to_owned()),
        recipient_id: Set(reminder.recipient.0),
        target_at: Set(reminder.target_at),
        job_id: Set(reminder.job.0),
        at: Set(at),
    });
    let new = Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_with_returning(&tx.0)
        .await?;
    Ok(new.into_iter().map(|row| JobId(row.job_id)).collect())
}
