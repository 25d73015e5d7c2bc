//! Being told to stop, and pausing until then.

use std::future::Future;
use std::time::Duration;
use tokio::sync::watch;

/// Turns true once; everybody who holds one can wait for it.
#[derive(Clone)]
pub(crate) struct Stop(watch::Receiver<bool>);

impl Stop {
    pub(crate) fn when(told: watch::Receiver<bool>) -> Self {
        Self(told)
    }

    pub(crate) fn is_told(&self) -> bool {
        *self.0.borrow()
    }

    /// Resolves when told to stop. The sender going away means the same.
    pub(crate) async fn told(&self) {
        let _ = self.0.clone().wait_for(|&told| told).await;
    }

    /// Waits for `more`; true when told to stop first. Only waiting is ever cut short, never work.
    pub(crate) async fn comes_before(&self, more: impl Future<Output = ()>) -> bool {
        tokio::select! {
            () = self.told() => true,
            () = more => false,
        }
    }
}

/// Several workers started at the same moment should not all poll at the same moment.
pub(crate) fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(rand::random_range(0.8..1.2))
}
