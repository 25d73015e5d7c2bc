//! The sweep that erases what is past its term (retention): question by question, each as one; figures stay as they are.

use crate::keeping::erase::Erased;
use crate::keeping::terms::Class;
use crate::picture::lessons::fit;
use crate::policy::{self, Action};
use crate::running::set_aside::Sweep;
use crate::{App, Caller, Refusal, ledger};
use chrono::{DateTime, Utc};
use domain::{Actor, DeskEvent, ErasedBecause, ModelChange, ModelReport, Origin, TicketId, amsterdam_day};
use serde_json::json;
use store::retention::{self, Finished, Part, Trail};

/// So many are read at once.
const BATCH: u32 = 100;
/// At most so many questions of each class in one round: what is left is for the next.
const MOST: usize = 2_000;
/// So many rows that are of no question go in one transaction.
const ROWS: u32 = 500;
/// So many of the newest models stay, whatever their age: a lead can go back to them.
const MODELS_KEPT: u64 = 12;

/// What a round came to.
#[derive(Debug, Default)]
pub(crate) struct Round {
    changed: usize,
    /// Something stands in files of the database that was erased.
    purge: bool,
    /// The desk had learned from something that was erased.
    unlearn: bool,
}

impl Round {
    /// Something of a question, or of whoever asked it.
    pub(crate) fn erased(&mut self) {
        self.changed += 1;
        self.purge = true;
    }

    /// The same; whether the desk had learned from it.
    pub(crate) fn erased_with(&mut self, was_lesson: bool) {
        self.erased();
        self.unlearn |= was_lesson;
    }
}

impl App {
    /// Erases what is past its term. How many questions, files and rows.
    pub async fn sweep_retention(&self) -> Result<usize, Refusal> {
        policy::check(&Actor::System, Action::Operate)?;
        let mut sweep = self.begin_sweep("retention").await?;
        let mut round = Round::default();
        self.sweep_erasures(&mut sweep, &mut round).await?;
        self.sweep_questions(&mut sweep, Part::Contact, Class::Contact, &mut round).await?;
        self.sweep_questions(&mut sweep, Part::Texts, Class::Texts, &mut round).await?;
        self.sweep_attachments(&mut sweep, &mut round).await?;
        for rows in [
            sweep.batch(Box::pin(self.sweep_letters())).await?,
            sweep.batch(Box::pin(self.sweep_incoming())).await?,
            sweep.batch(Box::pin(self.sweep_trail())).await?,
            sweep.batch(Box::pin(self.sweep_log())).await?,
            sweep.batch(Box::pin(self.sweep_models())).await?,
        ] {
            round.changed += rows.unwrap_or(0);
        }
        if round.unlearn {
            sweep.batch(Box::pin(self.unlearn())).await?;
        }
        if round.purge {
            store::search::purge(&self.store, || self.must_stop()).await?;
        }
        sweep.end().await;
        Ok(round.changed)
    }

    async fn sweep_questions(
        &self,
        sweep: &mut Sweep<'_>,
        part: Part,
        class: Class,
        round: &mut Round,
    ) -> Result<(), Refusal> {
        let Some(before) = self.settings.retention.before(class, self.clock.now()) else { return Ok(()) };
        let (mut done, mut last): (usize, Option<Finished>) = (0, None);
        loop {
            let line = retention::due(&self.store, part, before, last, BATCH).await?;
            for finished in &line {
                if self.must_stop() || done >= MOST {
                    return Ok(());
                }
                if sweep.leaves(finished.ticket) {
                    continue;
                }
                let work = Box::pin(self.erase_part(finished.ticket, part, ErasedBecause::Term));
                if let Some(Erased::Done { was_lesson }) = sweep.row(finished.ticket, work).await? {
                    done += 1;
                    round.erased_with(was_lesson);
                }
            }
            if line.len() < BATCH as usize {
                return Ok(());
            }
            last = line.last().copied();
        }
    }

    /// Rows of files; what lies in the store of files goes with the sweep that looks for what nobody has.
    async fn sweep_attachments(&self, sweep: &mut Sweep<'_>, round: &mut Round) -> Result<(), Refusal> {
        let Some(before) = self.settings.retention.before(Class::Files, self.clock.now()) else { return Ok(()) };
        let mut behind = TicketId(0);
        loop {
            let line = retention::with_attachments(&self.store, before, behind, BATCH).await?;
            for ticket in &line {
                if self.must_stop() {
                    return Ok(());
                }
                if sweep.leaves(*ticket) {
                    continue;
                }
                let gone = sweep.row(*ticket, Box::pin(self.forget_files_of(*ticket, before))).await?.unwrap_or(0);
                round.changed += gone;
                round.purge |= gone > 0;
            }
            let Some(last) = line.last().filter(|_| line.len() == BATCH as usize) else { return Ok(()) };
            behind = *last;
        }
    }

    async fn forget_files_of(&self, id: TicketId, before: DateTime<Utc>) -> Result<usize, Refusal> {
        let Some(change) = self.hold_now(id).await? else { return Ok(0) };
        let tx = change.tx;
        // Somebody may hold it, or have opened it again, in the same moment.
        if !retention::with_attachments(&tx, before, TicketId(id.0 - 1), 1).await?.contains(&id) {
            tx.rollback().await?;
            return Ok(0);
        }
        let files = retention::attachments_of(&tx, &[id]).await?;
        retention::forget_files(&tx, &files).await?;
        tx.commit().await?;
        Ok(files.len())
    }

    async fn sweep_letters(&self) -> Result<usize, Refusal> {
        let (keeps, now) = (self.settings.retention, self.clock.now());
        let never = DateTime::UNIX_EPOCH;
        let settled = keeps.before(Class::Letters, now).unwrap_or(never);
        let given_up = keeps.before(Class::Contact, now).unwrap_or(never);
        let mut gone = 0;
        loop {
            let line = retention::letters(&self.store, settled, given_up, ROWS).await?;
            if line.is_empty() || self.must_stop() {
                return Ok(gone);
            }
            let tx = self.store.write().await?;
            gone += retention::remove_letters(&tx, &line).await? as usize;
            tx.commit().await?;
        }
    }

    async fn sweep_incoming(&self) -> Result<usize, Refusal> {
        let Some(before) = self.settings.retention.before(Class::Mail, self.clock.now()) else { return Ok(0) };
        let tx = self.store.write().await?;
        let gone = store::incoming::forget_old(&tx, before).await?;
        tx.commit().await?;
        Ok(gone as usize)
    }

    async fn sweep_trail(&self) -> Result<usize, Refusal> {
        let Some(before) = self.settings.retention.before(Class::Trail, self.clock.now()) else { return Ok(0) };
        let mut gone = 0;
        for kind in Trail::ALL {
            loop {
                let line = retention::trail(&self.store, kind, before, ROWS).await?;
                if line.is_empty() || self.must_stop() {
                    break;
                }
                let tx = self.store.write().await?;
                for ticket in &line {
                    gone += retention::remove_trail(&tx, kind, *ticket).await? as usize;
                }
                tx.commit().await?;
            }
        }
        Ok(gone)
    }

    async fn sweep_log(&self) -> Result<usize, Refusal> {
        let Some(before) = self.settings.retention.before(Class::Log, self.clock.now()) else { return Ok(0) };
        let mut gone = 0;
        loop {
            let line = retention::lines(&self.store, amsterdam_day(before), ROWS).await?;
            if line.is_empty() || self.must_stop() {
                return Ok(gone);
            }
            let tx = self.store.write().await?;
            gone += retention::remove_lines(&tx, &line).await? as usize;
            tx.commit().await?;
        }
    }

    async fn sweep_models(&self) -> Result<usize, Refusal> {
        let Some(before) = self.settings.retention.before(Class::Models, self.clock.now()) else { return Ok(0) };
        let old = store::models::old(&self.store, before, MODELS_KEPT, ROWS.into()).await?;
        if old.is_empty() {
            return Ok(0);
        }
        let tx = self.store.write().await?;
        let gone = store::models::remove(&tx, &old).await?;
        tx.commit().await?;
        Ok(gone as usize)
    }

    /// Fits the model that routes once more, on what is left: nothing is known any more of the words of what was erased.
    pub(crate) async fn unlearn(&self) -> Result<(), Refusal> {
        let Some(active) = store::models::active(&self.store).await? else { return Ok(()) };
        let until = active.corrections_until;
        let lessons = store::corrections::until(&self.store, until).await?.read;
        let fitted = tokio::task::spawn_blocking(move || fit(&lessons))
            .await
            .map_err(|error| Refusal::Internal(error.to_string()))?;
        let version = fitted.version().to_owned();
        if version == active.version {
            return Ok(());
        }
        let now = self.clock.now();
        let report = ModelReport { examined: 0, compared: false, right_before: 0, right_after: 0 };
        let tx = self.store.write().await?;
        store::models::insert(&tx, &version, until, &json!(report), now).await?;
        store::models::activate(&tx, Some((&version, until))).await?;
        let what = DeskEvent::ModelChanged(ModelChange::Fitted { version, until, active: true, report });
        ledger::write_at_desk(&tx, &Caller::system(Origin::Worker), what, now).await?;
        tx.commit().await?;
        self.reload().await?;
        self.use_newest_model().await
    }
}
