//! Whether published answers help (usage counts): shown to somebody about to ask, opened, helped, or asked all the same. By
//! answer and day, and never of a person.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use chrono::Days;
use domain::{AnswerId, AnswerUse, AnswerUses, amsterdam_day};
use std::collections::BTreeMap;

/// Most answers that are counted at once: as many as are shown beside a question, and those that were before.
const MOST: usize = 20;
/// So far back is looked at what became of answers.
const DAYS: u64 = 90;

impl App {
    /// Counts a use of the answers at these places in the address; what there is not is not counted.
    pub async fn count_answer_use(&self, caller: &Caller, keys: &[String], used: AnswerUse) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ReadPublished)?;
        if keys.is_empty() {
            return Ok(());
        }
        let shelf = self.shelf().await?;
        let mut answers: Vec<AnswerId> =
            keys.iter().take(MOST).filter_map(|key| shelf.get(key)).map(|answer| answer.id).collect();
        answers.sort_unstable();
        answers.dedup();
        if answers.is_empty() {
            return Ok(());
        }
        let tx = self.store.write().await?;
        store::answer_counts::count(&tx, &answers, amsterdam_day(self.clock.now()), used).await?;
        Ok(tx.commit().await?)
    }

    /// What became of each published answer in the last ninety days.
    pub async fn read_answer_uses(&self, caller: &Caller) -> Result<BTreeMap<AnswerId, AnswerUses>, Refusal> {
        policy::check(&caller.actor, Action::WriteAnswers)?;
        let since = amsterdam_day(self.clock.now()) - Days::new(DAYS);
        Ok(store::answer_counts::since(&self.store, since).await?.into_iter().collect())
    }
}
