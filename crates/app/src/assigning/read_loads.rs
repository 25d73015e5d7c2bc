//! Who has how much in hand (load board, workload): what a lead looks at before giving work to somebody else.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Pace, PersonId, Ticket, amsterdam_day};
use std::collections::HashMap;

/// One expert on the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadLine {
    /// Who.
    pub expert: PersonId,
    /// Their name.
    pub name: String,
    /// Open questions, by pace; together all that are open.
    pub late: i64,
    /// With a promise that comes near.
    pub soon: i64,
    /// That wait for their asker.
    pub waits: i64,
    /// All of them.
    pub open: i64,
    /// Work that counts in their week, in minutes.
    pub used_minutes: i32,
    /// Their week, in minutes.
    pub weekly_minutes: i32,
    /// The last day of their absence, if they are away today.
    pub away_until: Option<NaiveDate>,
    /// When they were given a question last.
    pub last_assigned_at: Option<DateTime<Utc>>,
}

impl App {
    /// Everybody who may get questions, by name, with what they have in hand (two statements).
    pub async fn read_loads(&self, caller: &Caller) -> Result<Vec<LoadLine>, Refusal> {
        policy::check(&caller.actor, Action::Triage)?;
        self.loads_now().await
    }

    /// The same, for figures that name nobody.
    pub(crate) async fn loads_now(&self) -> Result<Vec<LoadLine>, Refusal> {
        let now = self.clock.now();
        let (rows, versions) = store::experts::loads(&self.store).await?;
        let picture = self.picture_at(&self.store, versions).await?;
        let loads: HashMap<_, _> = rows.into_iter().map(|row| (row.expert, row)).collect();
        let ids: Vec<PersonId> = picture.roster.experts().iter().map(|expert| expert.id).collect();
        let open = store::open_work::of_each(&self.store, &ids, now).await?;
        let mut lines: Vec<LoadLine> = picture
            .roster
            .experts()
            .iter()
            .map(|expert| {
                let (load, work) = (loads.get(&expert.id), open.iter().find(|work| work.expert == expert.id));
                LoadLine {
                    expert: expert.id,
                    name: expert.name.clone(),
                    late: work.map_or(0, |work| work.late),
                    soon: work.map_or(0, |work| work.soon),
                    waits: work.map_or(0, |work| work.waits),
                    open: work.map_or(0, |work| work.open),
                    used_minutes: load.map_or(0, |load| load.open_minutes),
                    weekly_minutes: expert.weekly_minutes,
                    away_until: expert.absence_on(amsterdam_day(now)).map(|absence| absence.to),
                    last_assigned_at: load.and_then(|load| load.last_assigned_at),
                }
            })
            .collect();
        lines.sort_by(|left, right| (&left.name, left.expert).cmp(&(&right.name, right.expert)));
        Ok(lines)
    }

    /// The open questions of one expert, most urgent first; those of one pace only, where one is named.
    pub async fn list_work_of(
        &self,
        caller: &Caller,
        expert: PersonId,
        pace: Option<Pace>,
    ) -> Result<Vec<Ticket>, Refusal> {
        policy::check(&caller.actor, Action::Triage)?;
        let now = self.clock.now();
        let open = store::tickets::open_of(&self.store, expert).await?;
        Ok(open.into_iter().filter(|ticket| pace.is_none_or(|pace| Pace::of(ticket, now) == pace)).collect())
    }
}
