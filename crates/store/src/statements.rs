//! What was sent to the database: counted and kept when somebody wants to know.

use sea_orm::Statement;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Most statements kept; a test looks at a handful.
const MOST: usize = 10_000;

/// The statements sent since [`Statements::record`], without BEGIN and COMMIT. Off until then.
#[derive(Clone, Default)]
pub struct Statements {
    kept: Arc<Mutex<Option<Vec<Statement>>>>,
    /// Which statement of a write transaction from now on fails; 0 for none.
    failing: Arc<AtomicUsize>,
}

/// A statement that has to fail, because a test wants to see what happens then.
pub(crate) struct Fault;

impl Statements {
    /// Begins to keep statements, forgetting what was kept before.
    pub fn record(&self) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(Vec::new());
    }

    /// Keeps no more, and forgets what was kept.
    pub fn stop(&self) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// SQL texts since [`Statements::record`], in order; at most the first 10,000.
    pub fn seen(&self) -> Vec<String> {
        self.seen_with_values().into_iter().map(|statement| statement.sql).collect()
    }

    pub(crate) fn seen_with_values(&self) -> Vec<Statement> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()
    }

    /// For tests: makes one statement of a write transaction fail as on a full disk, the first one from now on when `number`
    /// is 1. BEGIN and COMMIT count as well. The database has ended the transaction by itself then, as SQLite does.
    pub fn fail_at(&self, number: usize) {
        self.failing.store(number, Ordering::SeqCst);
    }

    /// True while the statement of [`Statements::fail_at`] is still to come.
    pub fn is_failing(&self) -> bool {
        self.failing.load(Ordering::SeqCst) > 0
    }

    /// Counts a statement; says whether it is the one that has to fail.
    pub(crate) fn fault(&self) -> Option<Fault> {
        let counted = self.failing.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        (counted == Ok(1)).then_some(Fault)
    }

    pub(crate) fn callback(&self) -> impl Fn(&sea_orm::metric::Info<'_>) + Send + Sync + 'static {
        let kept = self.clone();
        move |info| {
            if let Some(kept) = kept.kept.lock().unwrap_or_else(PoisonError::into_inner).as_mut()
                && kept.len() < MOST
            {
                kept.push(info.statement.clone());
            }
        }
    }
}
