//! `loket sla due`: why that date? Without a database.

use crate::open;
use crate::settings::Settings;
use anyhow::{Context, bail};
use chrono::{DateTime, SecondsFormat, Utc};
use clap::Subcommand;
use domain::{AMSTERDAM, amsterdam_day};
use serde_json::json;
use sla::{Rules, Wait};
use std::path::{Path, PathBuf};

#[derive(Subcommand)]
pub(crate) enum Sla {
    /// Wanneer de eerste reactie en het antwoord er uiterlijk zijn
    Due {
        /// Wanneer de vraag binnenkwam, zoals "24-12-2026 16:40" (Nederlandse tijd) of 2026-12-24T16:40:00+01:00
        #[arg(long)]
        received: String,
        /// Tijd waarin op de vraagsteller is gewacht: VAN/TOT; mag vaker
        #[arg(long)]
        waiting: Vec<String>,
        /// standard of complex
        #[arg(long, default_value = "standard")]
        policy: String,
        /// Openingstijden, sluitingsdagen en termijnen van dit loket, uit `loket sla rules`
        #[arg(long)]
        rules: Option<PathBuf>,
    },
    /// De openingstijden, sluitingsdagen en termijnen die nu gelden, uit de database
    Rules,
}

/// Prints one JSON object.
pub(crate) async fn run(settings: &Settings, what: &Sla) -> anyhow::Result<bool> {
    match what {
        Sla::Due { received, waiting, policy, rules } => due(received, waiting, policy, rules.as_deref()),
        Sla::Rules => {
            let desk = open::desk(settings).await?.picture();
            println!("{}", serde_json::to_string_pretty(&desk.promises)?);
            Ok(true)
        }
    }
}

fn read_rules(path: &Path) -> anyhow::Result<Rules> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} is niet te lezen", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("in {} staan geen termijnen", path.display()))
}

fn due(received: &str, waiting: &[String], policy: &str, rules: Option<&Path>) -> anyhow::Result<bool> {
    let received = instant(received)?;
    let waits: Vec<Wait> = waiting.iter().map(|text| wait(text)).collect::<anyhow::Result<_>>()?;
    let rules = match rules {
        Some(path) => read_rules(path)?,
        None => Rules::standard(),
    };
    if !rules.knows(policy) {
        bail!("er is geen termijn {}; wel standard en complex", domain::quoted(policy));
    }
    let policy = rules.policy(policy, amsterdam_day(received));
    let calendar = &rules.calendar;
    let promise = |days| {
        let promise = sla::deadline(received, days, calendar, &waits);
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
    let why = || {
        format!(
            "{} is geen tijdstip zoals 24-12-2026 16:40 of 2026-12-24T16:40:00+01:00, of een dag",
            domain::quoted(text)
        )
    };
    domain::read_moment(text).with_context(why)
}

fn wait(text: &str) -> anyhow::Result<Wait> {
    let (from, to) =
        text.split_once('/').with_context(|| format!("{} is geen periode VAN/TOT", domain::quoted(text)))?;
    let wait = Wait { from: instant(from)?, to: instant(to)? };
    if wait.to < wait.from {
        bail!("{} eindigt voor het begint", domain::quoted(text));
    }
    Ok(wait)
}
