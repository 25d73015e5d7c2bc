//! Lines of the log (audit trail) that belong to no change: who was refused, who read, what left the desk.

use crate::policy::{self, Action};
use crate::signing_in::attempts::Browser;
use crate::{App, Caller, Refusal, ledger};
use domain::{Actor, DeskEvent, Export, ExportFilter, PersonId, Ticket, amsterdam_day};

impl App {
    /// Writes down that somebody was refused: whose account it was, if there is one, and never what was typed. Where an
    /// account does not exist, people type passwords into the wrong field.
    pub(crate) async fn note_failed_sign_in(
        &self,
        from: &Browser,
        person: Option<PersonId>,
        why: &str,
    ) -> Result<(), Refusal> {
        let address = from.address.to_canonical().to_string();
        let failed = |count| DeskEvent::SignInFailed { person, why: why.to_owned(), address: address.clone(), count };
        let target = person.map_or_else(|| "nobody".to_owned(), |person| person.to_string());
        let tx = self.store.write().await?;
        ledger::write_counted(&tx, &target, self.clock.now(), failed).await?;
        Ok(tx.commit().await?)
    }

    /// Writes down that a member of staff read this question, with who asked it: once a day for each of them, in at most
    /// one statement. Work does not stop when it cannot be written: the operator hears of it.
    pub(crate) async fn note_reading(&self, caller: &Caller, ticket: &Ticket) {
        let Actor::Staff { id, .. } = &caller.actor else { return };
        let (now, reading) = (self.clock.now(), (*id, ticket.id));
        let day = amsterdam_day(now);
        if self.readings.lock().expect("no code panics while it holds the list").on(day).contains(&reading) {
            return;
        }
        self.run_task("log of readings", async {
            let tx = self.store.write().await?;
            ledger::write_reading(&tx, caller, ticket.id, now).await?;
            tx.commit().await?;
            self.readings.lock().expect("no code panics while it holds the list").on(day).insert(reading);
            Ok(1)
        })
        .await;
    }

    /// Writes down that the log leaves the desk as a file, and what of it. What cannot be written down does not leave.
    pub async fn note_log_export(
        &self,
        caller: &Caller,
        filter: &store::events::LogFilter,
        before: Option<i64>,
    ) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ReadLog)?;
        let filter = ExportFilter { person: filter.person, kind: filter.kind, day: filter.day, before };
        let tx = self.store.write().await?;
        let what = DeskEvent::Exported { what: Export::Log, filter };
        ledger::write_at_desk(&tx, caller, what, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }
}
