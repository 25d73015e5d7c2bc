//! What happens without anyone asking: letters go out, broken promises are written down, waiting questions find an
//! expert, new texts become findable.
//!
//! Two kinds of work. *Jobs* (letters) are leased, done and finished, at least once. *Sweeps* re-read the state and
//! change what needs it; they are harmless on every replica at the same time.
#![warn(missing_docs)]

mod folder;
mod letters;
mod mail;
mod smtp;
mod sweeps;

pub use mail::{Carrier, MailError, MailSettings, carrier};

use app::App;
use std::future::Future;
use std::time::Duration;
use tokio::sync::watch;

/// How often the worker looks for work that nobody told it about.
const POLL: Duration = Duration::from_secs(2);

/// Runs until `stop` turns true; what was begun is finished first.
pub async fn run(app: App, carrier: Carrier, stop: watch::Receiver<bool>) {
    let letters = async {
        loop {
            letters::deliver(&app, &carrier).await;
            let more = async {
                tokio::select! {
                    () = app.letters_written() => {}
                    () = tokio::time::sleep(jittered(POLL)) => {}
                }
            };
            if stopped_before(&stop, more).await {
                return;
            }
        }
    };
    let sweeps = async {
        loop {
            sweeps::run_all(&app).await;
            if stopped_before(&stop, tokio::time::sleep(jittered(POLL))).await {
                return;
            }
        }
    };
    tokio::join!(letters, sweeps);
}

/// One round of everything, for tests and the command line: letters are sent, sweeps done.
pub async fn run_once(app: &App, carrier: &Carrier) {
    sweeps::run_all(app).await;
    letters::deliver(app, carrier).await;
}

/// Waits for `more`; true when told to stop first. Only waiting is ever cut short, never work.
async fn stopped_before(stop: &watch::Receiver<bool>, more: impl Future<Output = ()>) -> bool {
    let mut stop = stop.clone();
    tokio::select! {
        // The sender going away means the same as being told to stop.
        _ = stop.wait_for(|&told| told) => true,
        () = more => false,
    }
}

/// Several workers started at the same moment should not all poll at the same moment.
fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(rand::random_range(0.8..1.2))
}
