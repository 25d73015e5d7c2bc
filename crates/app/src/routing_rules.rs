//! From which certainty the desk assigns by itself, and whether it learns.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use domain::{Complaints, DeskEvent};
use store::routing_rules::RoutingRules;

impl App {
    /// Sets both rules; `assign_from` in thousandths. Questions that wait already are looked at again by the sweep.
    pub async fn set_routing_rules(&self, caller: &Caller, rules: RoutingRules) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageRouting)?;
        if !(0..=1000).contains(&rules.assign_from) {
            return Err(
                Complaints::one("assignFrom", "OUT_OF_RANGE", "Kies een zekerheid van 0 tot en met 100 %.").into()
            );
        }
        let tx = self.store.write().await?;
        let before = store::routing_rules::load(&tx).await?;
        store::routing_rules::save(&tx, rules).await?;
        let what = DeskEvent::RoutingRulesChanged {
            assign_from: [before.assign_from, rules.assign_from],
            learns: [before.learns, rules.learns],
        };
        ledger::write_at_desk(&tx, caller, what, self.clock.now()).await?;
        tx.commit().await?;
        self.reload().await?;
        Ok(())
    }
}
