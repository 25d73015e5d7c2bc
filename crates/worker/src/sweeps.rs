//! Sweeps: each re-reads the state and changes what needs it.

use crate::stop::Stop;
use app::{App, Refusal};

/// Does every sweep once, unless told to stop in between. One that fails is logged and tried again next time; it does
/// not keep the others from running.
pub(crate) async fn run_all(app: &App, stop: &Stop) {
    sweep("refresh", stop, async { app.refresh().await.map(|()| 0) }).await;
    sweep("record breaches", stop, app.record_breaches()).await;
    sweep("recount promises", stop, app.recount_promises()).await;
    sweep("send reminders", stop, app.send_reminders()).await;
    sweep("apply absences", stop, app.apply_absences()).await;
    sweep("route waiting", stop, app.route_waiting()).await;
    sweep("learn", stop, app.learn_if_due()).await;
    sweep("index texts", stop, app.index_texts()).await;
    sweep("forget sessions", stop, async { app.forget_sessions().await.map(|()| 0) }).await;
}

async fn sweep(name: &str, stop: &Stop, work: impl Future<Output = Result<usize, Refusal>>) {
    if stop.is_told() {
        return;
    }
    match work.await {
        Ok(0) => {}
        Ok(changed) => tracing::info!(sweep = name, changed, "swept"),
        Err(refusal) => tracing::error!(sweep = name, error = %refusal, "sweep failed"),
    }
}
