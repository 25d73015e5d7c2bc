//! Logs on stderr and figures on `/metrics`.

use crate::settings::Settings;
use crate::settings_fit::LogFormat;
use anyhow::Context;
use app::{App, Refusal};
use axum::http::Method;
use chrono::{DateTime, Utc};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::io::IsTerminal as _;
use std::time::Duration;
use tracing_subscriber::EnvFilter;

/// Upper bounds of the duration histogram, in seconds.
const SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

/// Logs go to stderr: results stay clean on stdout.
pub(crate) fn start_logging(settings: &Settings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&settings.log.filter).context("log.filter")?;
    // What it says besides is every line of a conversation: the password, and mails.
    let filter = filter.add_directive("async_imap=info".parse()?);
    // Colours are for people: a file or another program would get their codes.
    let coloured = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(coloured);
    if settings.log.format == LogFormat::Json {
        subscriber.json().init()
    } else {
        subscriber.compact().init()
    }
    Ok(())
}

/// How often durations are put in their buckets; until then each is kept by itself.
const UPKEEP: Duration = Duration::from_secs(5);

/// Begins to keep figures, in memory that does not grow when nobody asks for them.
pub(crate) fn start_metrics() -> anyhow::Result<PrometheusHandle> {
    let figures = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full("http_request_seconds".to_owned()), &SECONDS)?
        .install_recorder()?;
    let kept = figures.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            kept.run_upkeep();
        }
    });
    Ok(figures)
}

/// The method for figures and logs: a closed set, whatever somebody sends. Each label makes a line that stays.
pub(crate) fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::CONNECT => "CONNECT",
        Method::TRACE => "TRACE",
        _ => "other",
    }
}

/// How long figures may wait for the database: whoever gathers them seldom waits longer than a few seconds.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Figures that are asked for rather than counted. Without the database they stay as they were, and it is said to be down.
pub(crate) async fn gauge(app: &App) {
    let is_up = tokio::time::timeout(PATIENCE, ask(app)).await.is_ok_and(|asked| asked.is_ok());
    metrics::gauge!("loket_database_up").set(f64::from(u8::from(is_up)));
}

async fn ask(app: &App) -> Result<(), Refusal> {
    let queue = app.letter_queue().await?;
    metrics::gauge!("letters", "state" => "queued").set(queue.queued as f64);
    metrics::gauge!("letters", "state" => "leased").set(queue.leased as f64);
    metrics::gauge!("letters", "state" => "dead").set(queue.dead as f64);
    metrics::gauge!("letters_oldest_seconds", "state" => "queued").set(age(app, queue.oldest_due));
    metrics::gauge!("letters_oldest_seconds", "state" => "leased").set(age(app, queue.oldest_lease_ends));
    for (state, many) in app.mail_counts().await?.by_state {
        metrics::gauge!("mail", "state" => state.as_str()).set(many as f64);
    }
    metrics::gauge!("letter_lease_losses").set(queue.takeovers as f64);
    let backlog = app.backlog().await?;
    metrics::gauge!("deadline_oldest_unswept_seconds").set(age(app, backlog.oldest_unswept));
    metrics::gauge!("reminders_waiting").set(backlog.reminders as f64);
    metrics::gauge!("reminder_oldest_seconds").set(age(app, backlog.oldest_reminder));
    Ok(())
}

/// Seconds since this moment; none for one to come, or when there is none.
fn age(app: &App, since: Option<DateTime<Utc>>) -> f64 {
    since.map_or(0, |since| (app.now() - since).num_seconds().max(0)) as f64
}
