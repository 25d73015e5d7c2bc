//! `loket serve` and `loket worker`.

use crate::background::{Background, Stop};
use crate::settings::Settings;
use crate::{listen, observe, open, router};
use anyhow::{Context as _, bail};
use app::App;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use worker::{Carrier, DkimSettings, MailSettings, Mailbox};

/// Where letters and sweeps run.
pub(crate) enum Worker {
    /// In this process, beside the server.
    Beside,
    /// The same, once this is done.
    After(BoxFuture<'static, anyhow::Result<()>>),
    /// In another process.
    Elsewhere,
}

/// Pages, API and, unless told otherwise, the worker, until the process is told to stop.
pub(crate) async fn serve(settings: &Settings, worker: Worker) -> anyhow::Result<bool> {
    let (stop, background) = attended()?;
    if let Some(app) = open(settings, &stop).await? {
        run_until(&app, settings, worker, stop, background).await?;
    }
    Ok(true)
}

/// The worker alone.
pub(crate) async fn worker(settings: &Settings) -> anyhow::Result<bool> {
    let (stop, mut background) = attended()?;
    let Some(app) = open(settings, &stop).await? else { return Ok(true) };
    let (carrier, mailbox) = (carrier(settings)?, mailbox(settings));
    background.spawn("relay", relay(app.clone()));
    let told = stop.told();
    let working = async {
        // A task, so that a panic that gets out of it is seen as one.
        Ok(tokio::spawn(worker::run(app, carrier, mailbox, told)).await?)
    };
    background.beside(working, None).await?;
    Ok(true)
}

/// Server and worker on an opened desk.
pub(crate) async fn run(app: &App, settings: &Settings, worker: Worker) -> anyhow::Result<()> {
    let (stop, background) = attended()?;
    run_until(app, settings, worker, stop, background).await
}

async fn run_until(
    app: &App,
    settings: &Settings,
    worker: Worker,
    stop: Stop,
    mut background: Background,
) -> anyhow::Result<()> {
    let router = router::router(app, settings, observe::start_metrics()?);
    background.spawn("relay", relay(app.clone()));
    background.spawn("refresh", refresh(app.clone()));
    if app.has_provider() {
        background.spawn("provider keys", provider_keys(app.clone()));
    }
    let first = match worker {
        Worker::Beside => Some(async { Ok(()) }.boxed()),
        Worker::After(first) => Some(first),
        Worker::Elsewhere => None,
    };
    let last = first.is_some().then_some(WORKER);
    if let Some(first) = first {
        let (app, carrier, told) = (app.clone(), carrier(settings)?, stop.told());
        let mailbox = mailbox(settings);
        background.spawn(WORKER, async move {
            if is_done(first, told.clone()).await {
                worker::run(app, carrier, mailbox, told).await;
            }
        });
    }
    let listening =
        listen::listen(&settings.server.bind, router, settings.server.max_connections as usize, stop.told());
    background.beside(listening, last).await
}

/// Whether this came to its end before the process was told to stop.
///
/// # Panics
/// When it failed: the process ends with the reason, as it does for whatever kills a task.
async fn is_done(first: BoxFuture<'static, anyhow::Result<()>>, mut told: watch::Receiver<bool>) -> bool {
    tokio::select! {
        done = first => done.map_or_else(|error| panic!("{error:#}"), |()| true),
        _ = told.wait_for(|told| *told) => false,
    }
}

/// News between processes, again and again whatever happens to the connection; without it, polls find out later.
async fn relay(app: App) {
    loop {
        if let Err(refusal) = app.relay().await {
            tracing::warn!(error = %refusal, "no news from other processes for a moment");
        }
        tokio::time::sleep(RELAY_AGAIN).await;
    }
}

/// Who works here is kept in memory: a server without a worker has to look, too, whether somebody left. What is needed for
/// the first question is made meanwhile; and other servers hear who has which question open.
async fn refresh(app: App) {
    if let Err(refusal) = app.make_model().await {
        tracing::warn!(error = %refusal, "cannot make the model yet");
    }
    loop {
        tokio::time::sleep(REFRESH).await;
        if let Err(refusal) = app.refresh().await {
            tracing::warn!(error = %refusal, "cannot see whether people or places changed");
        }
        if let Err(refusal) = app.use_newest_model().await {
            tracing::warn!(error = %refusal, "cannot make the model yet");
        }
        if let Err(refusal) = app.share_openings().await {
            tracing::warn!(error = %refusal, "cannot tell other servers who has which question open");
        }
    }
}

/// How long somebody who left may still be let in by a server that did not hear of it.
const REFRESH: Duration = Duration::from_secs(5);
/// The keys of the provider, again and again: they are replaced from time to time.
async fn provider_keys(app: App) {
    loop {
        let pause = match app.refresh_provider_keys().await {
            Ok(()) => KEYS_AGAIN,
            Err(refusal) => {
                tracing::warn!(error = %refusal, "the provider's keys cannot be read");
                KEYS_SOON
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// The name of the task that sends letters and sweeps.
const WORKER: &str = "worker";

/// How often the keys of the provider are asked for.
const KEYS_AGAIN: Duration = Duration::from_secs(300);
/// … and how often while it does not answer.
const KEYS_SOON: Duration = Duration::from_secs(20);

/// How long to wait before the connection for news is tried again.
const RELAY_AGAIN: Duration = Duration::from_secs(5);

/// People who sign in without a password do not belong on a real desk.
async fn refuse_demo_people(app: &App, settings: &Settings) -> anyhow::Result<()> {
    if !settings.server.allow_demo && store::people::has_demo(app.store()).await? {
        bail!("this database holds the made-up people of the demo; set server.allow_demo = true if that is meant");
    }
    Ok(())
}

/// What carries letters, as the settings ask.
fn carrier(settings: &Settings) -> anyhow::Result<Carrier> {
    let mail = &settings.mail;
    let carrier = worker::carrier(&MailSettings {
        smtp_url: mail.smtp_url.clone(),
        folder: mail.folder.clone(),
        from: mail.from.clone(),
    })?;
    let (Some(domain), Some(selector), Some(path)) = (&mail.dkim_domain, &mail.dkim_selector, &mail.dkim_key_file)
    else {
        return Ok(carrier);
    };
    let key = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(carrier.signing(&DkimSettings { domain: domain.clone(), selector: selector.clone(), key })?)
}

/// Where mail is fetched, if the settings say so; they were looked at when they were read.
fn mailbox(settings: &Settings) -> Option<Mailbox> {
    worker::mailbox(settings.mail.imap_url.as_deref()?, &settings.mail.imap_done_folder)
}

/// From now on a signal is a stop in good order, also while the desk is still being opened.
fn attended() -> anyhow::Result<(Stop, Background)> {
    let stop = Stop::new();
    let mut background = Background::new(stop.clone());
    background.spawn("signals", stop_signal(stop.clone())?);
    Ok((stop, background))
}

/// The desk of the settings; none when the process is told to stop before it is open.
async fn open(settings: &Settings, stop: &Stop) -> anyhow::Result<Option<App>> {
    let opening = async {
        let app = open::desk(settings).await?;
        refuse_demo_people(&app, settings).await?;
        Ok(Some(app))
    };
    let mut told = stop.told();
    tokio::select! {
        opened = opening => opened,
        _ = told.wait_for(|told| *told) => Ok(None),
    }
}

/// Tells everybody to stop at SIGTERM or SIGINT.
fn stop_signal(stop: Stop) -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        stop.tell();
    })
}
