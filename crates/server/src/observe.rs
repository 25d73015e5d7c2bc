//! Logs on stderr and figures on `/metrics`.

use crate::settings::Settings;
use anyhow::Context;
use app::App;
use chrono::{DateTime, Utc};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Upper bounds of the duration histogram, in seconds.
const SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

/// Logs go to stderr: results stay clean on stdout.
pub fn start_logging(settings: &Settings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&settings.log_filter).context("log.filter")?;
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if settings.log_json {
        subscriber.json().init()
    } else {
        subscriber.compact().init()
    }
    Ok(())
}

/// Begins to keep figures.
pub fn start_metrics() -> anyhow::Result<PrometheusHandle> {
    Ok(PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full("http_request_seconds".to_owned()), &SECONDS)?
        .install_recorder()?)
}

/// Figures that are asked for rather than counted.
pub async fn gauge(app: &App) {
    if let Ok(queue) = app.letter_queue().await {
        metrics::gauge!("letters", "state" => "queued").set(queue.queued as f64);
        metrics::gauge!("letters", "state" => "leased").set(queue.leased as f64);
        metrics::gauge!("letters", "state" => "dead").set(queue.dead as f64);
        metrics::gauge!("letters_oldest_seconds", "state" => "queued").set(age(app, queue.oldest_due));
        metrics::gauge!("letters_oldest_seconds", "state" => "leased").set(age(app, queue.oldest_lease_ends));
        metrics::gauge!("letter_lease_losses").set(queue.takeovers as f64);
    }
    if let Ok(backlog) = app.backlog().await {
        metrics::gauge!("deadline_oldest_unswept_seconds").set(age(app, backlog.oldest_unswept));
        metrics::gauge!("reminders_waiting").set(backlog.reminders as f64);
        metrics::gauge!("reminder_oldest_seconds").set(age(app, backlog.oldest_reminder));
    }
}

/// Seconds since this moment; none for one to come, or when there is none.
fn age(app: &App, since: Option<DateTime<Utc>>) -> f64 {
    since.map_or(0, |since| (app.now() - since).num_seconds().max(0)) as f64
}
