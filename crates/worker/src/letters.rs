//! Letters: leased, carried, settled; given back when the worker must stop.

use crate::{Carrier, Stop};
use app::{App, LetterJob};
use futures_util::stream::{self, StreamExt};
use std::time::Duration;

/// How many letters are under way at once, so that one slow server does not hold up the others.
const AT_ONCE: usize = 8;
/// How many are leased in one go.
const BATCH: u32 = 32;
/// How long a letter under way may still take once the worker must stop. Given back after that, it may be sent twice,
/// as the same letter; waiting longer, the worker would be killed and hold it for the length of its lease.
const LAST_PATIENCE: Duration = Duration::from_secs(8);

/// Sends everything that may be sent now.
pub(crate) async fn deliver(app: &App, carrier: &Carrier, stop: &Stop) {
    while !stop.is_told() {
        let jobs = match app.lease_letters(BATCH).await {
            Ok(jobs) => jobs,
            Err(refusal) => {
                tracing::error!(error = %refusal, "cannot lease letters");
                return;
            }
        };
        if jobs.is_empty() {
            return;
        }
        stream::iter(jobs).for_each_concurrent(AT_ONCE, |job| deliver_one(app, carrier, stop, job)).await;
    }
}

async fn deliver_one(app: &App, carrier: &Carrier, stop: &Stop, job: LetterJob) {
    let outcome = if stop.is_told() {
        None
    } else {
        let out_of_patience = async {
            stop.told().await;
            tokio::time::sleep(LAST_PATIENCE).await;
        };
        tokio::select! {
            outcome = carrier.carry(&job.letter) => Some(outcome),
            () = out_of_patience => None,
        }
    };
    let settled = match &outcome {
        Some(outcome) => app.settle_letter(&job, outcome).await,
        None => app.give_letter_back(&job).await,
    };
    match settled {
        Ok(true) => tracing::info!(job = %job.id, letter = job.letter.kind.as_str(), ?outcome, "letter"),
        Ok(false) => tracing::warn!(job = %job.id, "another worker took this letter over"),
        // The lease runs out and the letter is sent again, with the same Message-ID.
        Err(refusal) => tracing::error!(job = %job.id, error = %refusal, "cannot settle letter"),
    }
}
