//! Sweeps: each re-reads the state and changes what needs it.

use crate::stop::Stop;
use app::{App, Refusal};

/// Does every sweep once, until told to stop. One that fails, or panics, is written down for doctor and tried again next
/// time; it does not keep the others from running. Each is boxed: carried by value through the layers that watch over it,
/// its state would be copied again and again, and outgrow the stack of a thread.
pub(crate) async fn run_all(app: &App, stop: &Stop) {
    sweep(app, "refresh", stop, Box::pin(async { app.refresh().await.map(|()| 0) })).await;
    sweep(app, "record breaches", stop, Box::pin(app.record_breaches())).await;
    sweep(app, "recount promises", stop, Box::pin(app.recount_promises())).await;
    sweep(app, "send reminders", stop, Box::pin(app.send_reminders())).await;
    sweep(app, "heed silence", stop, Box::pin(app.heed_silence())).await;
    sweep(app, "apply absences", stop, Box::pin(app.apply_absences())).await;
    sweep(app, "route waiting", stop, Box::pin(app.route_waiting())).await;
    // Fitting a model takes a while, and is nothing that could be left half done: it is dropped when there is no time.
    stop.comes_before(Box::pin(sweep(app, "learn", stop, Box::pin(app.learn_if_due())))).await;
    sweep(app, "index texts", stop, Box::pin(app.index_texts())).await;
    sweep(app, "forget letters", stop, Box::pin(app.forget_letters())).await;
    sweep(app, "forget sessions", stop, Box::pin(async { app.forget_sessions().await.map(|()| 0) })).await;
}

async fn sweep(app: &App, name: &'static str, stop: &Stop, work: impl Future<Output = Result<usize, Refusal>>) {
    if stop.is_told() {
        return;
    }
    let changed = app.run_task(name, work).await;
    if changed > 0 {
        tracing::info!(sweep = name, changed, "swept");
    }
}
