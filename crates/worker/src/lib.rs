//! What happens without anyone asking: letters go out, mail is fetched, broken promises are written down, waiting questions find an
//! expert, new texts become findable.
//!
//! Three kinds of work. *Mail* is fetched from a mailbox, stored, and only then moved away. *Jobs* (letters) are leased, done and finished, at least once. *Sweeps* re-read the state and
//! change what needs it; they are harmless on every replica at the same time.
#![warn(missing_docs)]

mod dkim;
mod fetch_mail;
mod folder;
mod imap;
mod letters;
mod mail;
mod mail_error;
mod mailbox;
mod smtp;
mod stop;
mod sweeps;

pub use dkim::{DkimSettings, is_dkim_key, is_dkim_name};
pub use mail::{Carrier, MailSettings, carrier, is_mail_server, is_mailbox, is_within};
pub use mail_error::MailError;
pub use mailbox::{Mailbox, Patience, is_fetched_from, is_mailbox_folder, is_mailbox_server, mailbox};
pub use sweeps::{Round, SWEEPS, Sweep};

use app::App;
use std::time::Duration;
use stop::{Stop, jittered};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How often the worker looks for letters that nobody told it about.
const POLL: Duration = Duration::from_secs(2);

/// Runs until `stop` turns true; what was begun is finished first, or given back. Mail is fetched where there is a mailbox.
pub async fn run(app: App, carrier: Carrier, mailbox: Option<Mailbox>, stop: watch::Receiver<bool>) {
    let stop = Stop::when(stop);
    if let Err(refusal) = app.try_again_what_was_set_aside().await {
        tracing::warn!(error = %refusal, "what was set aside waits for its time");
    }
    let letters = async {
        loop {
            app.run_task(
                "letters",
                Box::pin(async {
                    letters::deliver(&app, &carrier, &stop).await;
                    Ok(0)
                }),
            )
            .await;
            let more = async {
                tokio::select! {
                    () = app.letters_written() => {}
                    () = tokio::time::sleep(jittered(POLL)) => {}
                }
            };
            if stop.comes_before(more).await {
                return;
            }
        }
    };
    let mut sweeping = JoinSet::new();
    for sweep in &SWEEPS {
        let (app, stop) = (app.clone(), stop.clone());
        sweeping.spawn(async move { sweep.keep_on(&app, &stop).await });
    }
    let sweeps = async {
        while let Some(ended) = sweeping.join_next().await {
            // What a sweep does cannot get out of its task; should it all the same, whoever watches over the worker sees it.
            ended.unwrap_or_else(|error| std::panic::resume_unwind(Box::new(error.to_string())));
        }
    };
    // A sweep ends after the row it is at, or a desk with many waiting questions would stop when it is killed.
    let told = async {
        stop.told().await;
        app.stop_sweeping();
    };
    let fetching = fetch_mail::keep_on(&app, mailbox.as_ref(), &stop);
    tokio::join!(letters, sweeps, fetching, told);
}

/// Takes what lies in a mailbox, once, for tests and the command line; how many mails.
pub async fn fetch_once(app: &App, mailbox: &Mailbox) -> usize {
    fetch_mail::once(app, mailbox).await
}

/// One round of everything in its order, for tests and the command line: sweeps are done, letters sent.
pub async fn run_once(app: &App, carrier: &Carrier) {
    let (_tell, told) = watch::channel(false);
    let stop = Stop::when(told);
    for sweep in &SWEEPS {
        sweep.once(app, &stop).await;
    }
    letters::deliver(app, carrier, &stop).await;
}
