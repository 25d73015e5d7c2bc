//! `loket sla due`: why that date? Without a database.

use anyhow::{Context, bail};
use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use clap::Subcommand;
use domain::AMSTERDAM;
use serde_json::json;
use sla::{Calendar, Policy, Wait};

#[derive(Subcommand)]
pub enum Sla {
    /// Wanneer de eerste reactie en het antwoord er uiterlijk zijn
    Due {
        /// Wanneer de vraag binnenkwam, zoals 2026-12-24T16:40:00+01:00
        #[arg(long)]
        received: String,
        /// Tijd waarin op de vraagsteller is gewacht: VAN/TOT; mag vaker
        #[arg(long)]
        waiting: Vec<String>,
        /// standard of complex
        #[arg(long, default_value = "standard")]
        policy: String,
    },
}

/// Prints one JSON object.
pub fn run(what: &Sla) -> anyhow::Result<bool> {
    let Sla::Due { received, waiting, policy } = what;
    let received = instant(received)?;
    let policy =
        Policy::by_name(policy).with_context(|| format!("er is geen beleid {policy:?}; wel standard en complex"))?;
    let waits: Vec<Wait> = waiting.iter().map(|text| wait(text)).collect::<anyhow::Result<_>>()?;
    let calendar = Calendar::standard();
    let promise = |days| {
        let promise = sla::deadline(received, days, &calendar, &waits);
        let due_at = promise.due_at.with_timezone(&AMSTERDAM).to_rfc3339_opts(SecondsFormat::Secs, false);
        json!({ "dueAt": due_at, "derivation": promise.derivation })
    };
    let answer = json!({
        "firstResponse": promise(policy.first_response_days),
        "answer": promise(policy.answer_days),
    });
    println!("{answer}");
    Ok(true)
}

fn instant(text: &str) -> anyhow::Result<DateTime<Utc>> {
    let read: Result<DateTime<FixedOffset>, _> = DateTime::parse_from_rfc3339(text.trim());
    Ok(read.with_context(|| format!("{text:?} is geen tijdstip zoals 2026-12-24T16:40:00+01:00"))?.to_utc())
}

fn wait(text: &str) -> anyhow::Result<Wait> {
    let (from, to) = text.split_once('/').with_context(|| format!("{text:?} is geen periode VAN/TOT"))?;
    let wait = Wait { from: instant(from)?, to: instant(to)? };
    if wait.to < wait.from {
        bail!("{text:?} eindigt voor het begint");
    }
    Ok(wait)
}
