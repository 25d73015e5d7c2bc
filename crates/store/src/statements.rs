//! What was sent to the database: counted and kept when somebody wants to know.

use sea_orm::Statement;
use std::sync::{Arc, Mutex, PoisonError};

/// Most statements kept; a test looks at a handful.
const MOST: usize = 10_000;

/// The statements sent since [`Statements::record`], without BEGIN and COMMIT. Off until then.
#[derive(Clone, Default)]
pub struct Statements(Arc<Mutex<Option<Vec<Statement>>>>);

impl Statements {
    /// Begins to keep statements, forgetting what was kept before.
    pub fn record(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Vec::new());
    }

    /// Keeps no more, and forgets what was kept.
    pub fn stop(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// SQL texts since [`Statements::record`], in order; at most the first 10,000.
    pub fn seen(&self) -> Vec<String> {
        self.seen_with_values().into_iter().map(|statement| statement.sql).collect()
    }

    pub(crate) fn seen_with_values(&self) -> Vec<Statement> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()
    }

    pub(crate) fn callback(&self) -> impl Fn(&sea_orm::metric::Info<'_>) + Send + Sync + 'static {
        let kept = self.clone();
        move |info| {
            if let Some(kept) = kept.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut()
                && kept.len() < MOST
            {
                kept.push(info.statement.clone());
            }
        }
    }
}
