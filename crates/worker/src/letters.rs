//! Letters: leased, carried, settled.

use crate::Carrier;
use app::App;
use futures_util::stream::{self, StreamExt};

/// How many letters are under way at once, so that one slow server does not hold up the others.
const AT_ONCE: usize = 8;
/// How many are leased in one go.
const BATCH: u32 = 32;

/// Sends everything that may be sent now.
pub(crate) async fn deliver(app: &App, carrier: &Carrier) {
    loop {
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
        stream::iter(jobs)
            .for_each_concurrent(AT_ONCE, async |job| {
                let outcome = carrier.carry(&job.letter).await;
                match app.settle_letter(&job, &outcome).await {
                    Ok(true) => tracing::info!(job = %job.id, letter = job.letter.kind.as_str(), ?outcome, "letter"),
                    Ok(false) => tracing::warn!(job = %job.id, "another worker took this letter over"),
                    // The lease runs out and the letter is sent again, with the same Message-ID.
                    Err(refusal) => tracing::error!(job = %job.id, error = %refusal, "cannot settle letter"),
                }
            })
            .await;
    }
}
