//! What there is, what goes, and when the next goes (retention report), without touching any of it.

use crate::keeping::terms::Class;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use chrono::{DateTime, Utc};
use domain::amsterdam_day;
use store::retention::{self, Part, TableSize, Trail};

/// A class of data as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptClass {
    /// Which.
    pub class: Class,
    /// Its term in words; none is for ever.
    pub term: Option<String>,
    /// How many are past it, and go with the next sweep.
    pub due: i64,
    /// When the oldest was finished of those that are left, where that is known without counting.
    pub oldest: Option<DateTime<Utc>>,
}

/// What there is, and what goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionReport {
    /// By class.
    pub classes: Vec<KeptClass>,
    /// How many questions are held.
    pub held: usize,
    /// How many requests to erase somebody, or a message, are to be carried out by now.
    pub requested: usize,
}

impl App {
    /// What is past its term, and would go now.
    pub async fn retention_report(&self, caller: &Caller) -> Result<RetentionReport, Refusal> {
        policy::check(&caller.actor, Action::ManageRetention)?;
        let mut classes = Vec::new();
        for class in Class::ALL {
            classes.push(self.kept_class(class).await?);
        }
        let held = store::holds::all(&self.store, 100_000).await?.len();
        let requested = store::erasures::due(&self.store, self.clock.now(), 100_000).await?.len();
        Ok(RetentionReport { classes, held, requested })
    }

    async fn kept_class(&self, class: Class) -> Result<KeptClass, Refusal> {
        let (keeps, now) = (self.settings.retention, self.clock.now());
        let (reads, before) = (&self.store, keeps.before(class, now));
        let due = match (class, before) {
            (Class::Letters, _) => {
                let never = DateTime::UNIX_EPOCH;
                let given_up = keeps.before(Class::Contact, now).unwrap_or(never);
                retention::count_letters(reads, before.unwrap_or(never), given_up).await?
            }
            (_, None) => 0,
            (Class::Contact, Some(before)) => retention::count_due(reads, Part::Contact, before).await?,
            (Class::Texts, Some(before)) => retention::count_due(reads, Part::Texts, before).await?,
            (Class::Mail, Some(before)) => store::incoming::count_old(reads, before).await?,
            (Class::Files, Some(before)) => retention::count_attachments(reads, before).await?,
            (Class::Trail, Some(before)) => {
                let mut rows = 0;
                for kind in Trail::ALL {
                    rows += retention::count_trail(reads, kind, before).await?;
                }
                rows
            }
            (Class::Log, Some(before)) => retention::count_lines(reads, amsterdam_day(before)).await?,
            (Class::Models, Some(before)) => {
                i64::try_from(store::models::old(reads, before, 12, 10_000).await?.len()).unwrap_or(i64::MAX)
            }
        };
        let oldest = match class {
            Class::Contact => retention::oldest_due(reads, Part::Contact).await?,
            Class::Texts => retention::oldest_due(reads, Part::Texts).await?,
            Class::Files | Class::Letters | Class::Mail | Class::Trail | Class::Log | Class::Models => None,
        };
        Ok(KeptClass { class, term: keeps.term(class), due, oldest })
    }

    /// How much lies in each table, the largest first.
    pub async fn table_sizes(&self, caller: &Caller) -> Result<Vec<TableSize>, Refusal> {
        policy::check(&caller.actor, Action::ManageRetention)?;
        Ok(retention::sizes(&self.store).await?)
    }
}
