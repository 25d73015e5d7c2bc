//! Sweeps: each re-reads the state and changes what needs it.

use app::{App, Refusal};

/// Does every sweep once. One that fails is logged and tried again next time; it does not keep the others from running.
pub(crate) async fn run_all(app: &App) {
    report("refresh", app.refresh().await.map(|()| 0));
    report("record breaches", app.record_breaches().await);
    report("apply absences", app.apply_absences().await);
    report("route waiting", app.route_waiting().await);
    report("learn", app.learn_if_due().await);
    report("index texts", app.index_texts().await);
    report("forget sessions", app.forget_sessions().await.map(|()| 0));
}

fn report(sweep: &str, outcome: Result<usize, Refusal>) {
    match outcome {
        Ok(0) => {}
        Ok(changed) => tracing::info!(sweep, changed, "swept"),
        Err(refusal) => tracing::error!(sweep, error = %refusal, "sweep failed"),
    }
}
