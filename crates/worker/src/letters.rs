//! Letters: leased as places become free, carried beside each other, settled; given back when the worker must stop.

use crate::mail::Carrier;
use crate::stop::Stop;
use app::{App, LetterJob, LetterOutcome};
use futures_util::FutureExt;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};
use tokio::task::{Id, JoinSet};

/// How many letters are under way at once, not counting the slow ones.
const AT_ONCE: usize = 16;
/// How many are under way at once with the slow ones.
const AT_MOST: usize = 40;
/// Under way for longer than this, a letter is slow: it no longer keeps a place from the others.
const SLOW: Duration = Duration::from_secs(3);
/// So many slow letters to one domain, and its other letters wait.
const SLOW_PER_DOMAIN: usize = 4;
/// How long letters to such a domain wait.
const WAIT_FOR_DOMAIN: chrono::Duration = chrono::Duration::seconds(30);
/// How often a round looks for letters that came meanwhile.
const LOOK: Duration = Duration::from_millis(500);
/// After so many letters a round ends, so that suspect letters get their turn.
const ROUND: usize = 2_000;
/// How long a letter under way may still take once the worker must stop. Given back after that, it may be sent twice,
/// as the same letter; waiting longer, the worker would be killed and hold it for the length of its lease.
const LAST_PATIENCE: Duration = Duration::from_secs(8);

/// Sends everything that may be sent now.
pub(crate) async fn deliver(app: &App, carrier: &Carrier, stop: &Stop) {
    deliver_suspects(app, carrier, stop).await;
    let mut under_way = UnderWay::default();
    let (mut taken, mut more) = (0, true);
    loop {
        let free = under_way.free();
        if more && free > 0 && taken < ROUND && !stop.is_told() {
            answer_link_requests(app).await;
            let jobs = match app.lease_letters(u32::try_from(free).unwrap_or(1)).await {
                Ok(jobs) => jobs,
                Err(refusal) => {
                    tracing::error!(error = %refusal, "cannot lease letters");
                    Vec::new()
                }
            };
            taken += jobs.len();
            more = jobs.len() == free;
            for job in jobs {
                if under_way.is_crowded(&domain(&job)) {
                    postpone(app, &job).await;
                } else {
                    under_way.begin(app, carrier, stop, job);
                }
            }
            continue;
        }
        if under_way.tasks.is_empty() {
            return;
        }
        // What came meanwhile need not wait for what is under way.
        more = true;
        tokio::select! {
            Some(ended) = under_way.tasks.join_next_with_id() => under_way.ended(ended.map(|(id, ())| id)),
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Letters to those who asked for a link by typing an address.
async fn answer_link_requests(app: &App) {
    if let Err(refusal) = app.answer_link_requests().await {
        tracing::error!(error = %refusal, "cannot look who asked for a link");
    }
}

/// Letters that were under way when workers died, each alone: should one of them be the reason, no other goes with it.
async fn deliver_suspects(app: &App, carrier: &Carrier, stop: &Stop) {
    while !stop.is_told() {
        match app.lease_suspect_letter().await {
            Ok(Some(job)) => deliver_one(app, carrier, stop, job).await,
            Ok(None) => return,
            Err(refusal) => {
                tracing::error!(error = %refusal, "cannot lease letters");
                return;
            }
        }
    }
}

/// Letters under way, with the domain they go to and since when.
#[derive(Default)]
struct UnderWay {
    tasks: JoinSet<()>,
    letters: HashMap<Id, (String, Instant)>,
}

impl UnderWay {
    fn begin(&mut self, app: &App, carrier: &Carrier, stop: &Stop, job: LetterJob) {
        let to = domain(&job);
        let (app, carrier, stop) = (app.clone(), carrier.clone(), stop.clone());
        let task = self.tasks.spawn(async move { deliver_one(&app, &carrier, &stop, job).await });
        self.letters.insert(task.id(), (to, app::stopwatch()));
    }

    fn ended(&mut self, ended: Result<Id, tokio::task::JoinError>) {
        let id = ended.unwrap_or_else(|error| {
            // Its lease runs out, and it is taken again.
            tracing::error!(%error, "a delivery died");
            error.id()
        });
        self.letters.remove(&id);
    }

    fn slow(&self) -> impl Iterator<Item = &str> {
        self.letters.values().filter(|(_, since)| since.elapsed() > SLOW).map(|(to, _)| to.as_str())
    }

    /// How many letters may begin now. Half of the places at least, so that letters are leased several at a time; what
    /// keeps the other half is done soon, or slow soon.
    fn free(&self) -> usize {
        let quick = self.letters.len() - self.slow().count();
        let free = AT_ONCE.saturating_sub(quick).min(AT_MOST.saturating_sub(self.letters.len()));
        if free * 2 >= AT_ONCE || quick == 0 { free } else { 0 }
    }

    fn is_crowded(&self, to: &str) -> bool {
        self.slow().filter(|slow| *slow == to).count() >= SLOW_PER_DOMAIN
    }
}

fn domain(job: &LetterJob) -> String {
    job.letter.to_email.rsplit('@').next().unwrap_or_default().to_lowercase()
}

async fn postpone(app: &App, job: &LetterJob) {
    match app.postpone_letter(job, WAIT_FOR_DOMAIN).await {
        Ok(_) => tracing::info!(job = %job.id, "letters to this domain hang: it waits"),
        Err(refusal) => tracing::error!(job = %job.id, error = %refusal, "cannot postpone letter"),
    }
}

async fn deliver_one(app: &App, carrier: &Carrier, stop: &Stop, job: LetterJob) {
    let outcome = match app.may_still_go(&job).await {
        _ if stop.is_told() => None,
        Ok(true) => {
            let out_of_patience = async {
                stop.told().await;
                tokio::time::sleep(LAST_PATIENCE).await;
            };
            tokio::select! {
                outcome = carried(app, carrier, &job) => Some(outcome),
                () = out_of_patience => None,
            }
        }
        Ok(false) => {
            tracing::info!(job = %job.id, letter = job.letter.kind.as_str(), "a letter was taken away");
            return;
        }
        // Not sent without knowing; and not tried again at once, should it be this letter that cannot be asked about.
        Err(refusal) => Some(LetterOutcome::TryLater(refusal.to_string())),
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

/// Whatever happens while a letter is carried, also a panic, happens to this letter alone: it is given up.
async fn carried(app: &App, carrier: &Carrier, job: &LetterJob) -> LetterOutcome {
    let carried = async {
        match app.provoke("letter", job.ticket) {
            Ok(()) => match app.answered_at(job).await {
                Ok(address) => match app.letter_to_carry(job).await {
                    Ok(letter) => carrier.carry(&letter, address.as_deref()).await,
                    Err(refusal) => LetterOutcome::TryLater(refusal.to_string()),
                },
                Err(refusal) => LetterOutcome::TryLater(refusal.to_string()),
            },
            Err(refusal) => LetterOutcome::Refused(refusal.to_string()),
        }
    };
    let (how, outcome) = match AssertUnwindSafe(carried).catch_unwind().await {
        Ok(sent @ LetterOutcome::Sent(_)) => return sent,
        Ok(outcome) => ("error", outcome),
        Err(panic) => ("panic", LetterOutcome::Refused(format!("panic: {}", app::said(&*panic)))),
    };
    metrics::counter!("background_failures_total", "task" => "letter", "how" => how).increment(1);
    tracing::warn!(job = %job.id, ticket = ?job.ticket, how, ?outcome, "a letter was not delivered");
    outcome
}
