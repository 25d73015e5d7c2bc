//! Is the desk well? Every check with its reason.

use crate::{App, Refusal};
use chrono::Duration;
use serde::Serialize;

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// Is it well?
    pub ok: bool,
    /// Why, in words for the operator.
    pub reason: String,
}

/// All checks together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// True when every check is.
    pub ok: bool,
    /// Each check.
    pub checks: Vec<Check>,
}

/// A letter that has been waiting longer than this means that no worker is sending.
const LATE_LETTER: Duration = Duration::minutes(10);

impl App {
    /// Can requests be served? Cheap: a round trip and two look-ups.
    pub async fn readiness(&self) -> Health {
        let mut checks = vec![check("database", self.store.ping().await.map(|()| "antwoordt".to_owned()))];
        checks.push(match self.store.pending_migrations().await {
            Ok(pending) if pending.is_empty() => well("schema", "is bij"),
            Ok(pending) => ill("schema", format!("{} stappen achter: draai `loket migrate`", pending.len())),
            Err(error) => ill("schema", error.to_string()),
        });
        let desk = self.desk();
        checks.push(if desk.taxonomy.all().is_empty() {
            ill("onderwerpen", "geen onderwerpen: draai `loket migrate`".to_owned())
        } else {
            well("onderwerpen", &format!("{} onderwerpen", desk.taxonomy.all().len()))
        });
        summed(checks)
    }

    /// Everything an operator wants to know.
    pub async fn health(&self) -> Health {
        let mut checks = self.readiness().await.checks;
        checks.push(match self.store.warnings().await {
            Ok(warnings) if warnings.is_empty() => well("database-instellingen", "veilig"),
            Ok(warnings) => ill("database-instellingen", warnings.join("; ")),
            Err(error) => ill("database-instellingen", error.to_string()),
        });
        checks.push(self.letters().await.unwrap_or_else(|refusal| ill("brieven", refusal.to_string())));
        let experts = self.desk().roster.experts().len();
        checks.push(if experts == 0 {
            ill("deskundigen", "er is niemand die vragen kan krijgen".to_owned())
        } else {
            well("deskundigen", &format!("{experts} deskundigen"))
        });
        summed(checks)
    }

    async fn letters(&self) -> Result<Check, Refusal> {
        let queue = self.letter_queue().await?;
        let late = queue.oldest_due.is_some_and(|due| self.clock.now() - due > LATE_LETTER);
        Ok(if queue.dead > 0 {
            ill("brieven", format!("{} brieven konden niet worden bezorgd", queue.dead))
        } else if late {
            ill("brieven", "de oudste brief wacht langer dan 10 minuten: draait er een worker?".to_owned())
        } else {
            well("brieven", &format!("{} in de wachtrij", queue.queued + queue.leased))
        })
    }
}

fn check<E: std::fmt::Display>(name: &'static str, outcome: Result<String, E>) -> Check {
    match outcome {
        Ok(reason) => Check { name, ok: true, reason },
        Err(error) => ill(name, error.to_string()),
    }
}

fn well(name: &'static str, reason: &str) -> Check {
    Check { name, ok: true, reason: reason.to_owned() }
}

fn ill(name: &'static str, reason: String) -> Check {
    Check { name, ok: false, reason }
}

fn summed(checks: Vec<Check>) -> Health {
    Health { ok: checks.iter().all(|check| check.ok), checks }
}
