//! From which certainty the desk assigns by itself, and whether it learns.

use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use domain::{Complaints, DeskEvent};
use store::routing_rules::RoutingRules;

/// Both rules as a lead typed them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoutingRulesDraft {
    /// From which certainty, in thousandths; none when what was typed is no number.
    pub assign_from: Option<i32>,
    /// Whether the desk learns.
    pub learns: bool,
}

impl RoutingRulesDraft {
    /// The rules, or what is wrong with them.
    fn check(self) -> Result<RoutingRules, Complaints> {
        let assign_from = self.assign_from.filter(|certainty| (0..=1000).contains(certainty)).ok_or_else(|| {
            Complaints::one("assignFrom", "OUT_OF_RANGE", "Kies een zekerheid van 0 tot en met 100 %.")
        })?;
        Ok(RoutingRules { assign_from, learns: self.learns })
    }
}

impl From<RoutingRules> for RoutingRulesDraft {
    fn from(rules: RoutingRules) -> Self {
        Self { assign_from: Some(rules.assign_from), learns: rules.learns }
    }
}

impl App {
    /// Sets both rules. Questions that wait already are looked at again by the sweep.
    pub async fn set_routing_rules(&self, caller: &Caller, draft: impl Into<RoutingRulesDraft>) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageRouting)?;
        let rules = draft.into().check()?;
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
