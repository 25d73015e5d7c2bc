//! `loket token`: a bearer token for somebody known to the desk.

use crate::open;
use crate::settings::Settings;
use anyhow::{Context, bail};
use app::{Caller, Refusal};
use chrono::Duration;
use clap::Args;
use domain::Origin;

#[derive(Args)]
pub struct Token {
    /// E-mailadres van iemand die bij het loket bekend is
    #[arg(long)]
    email: String,
    /// Hoe lang het token geldt: 30s, 15m, 1h, 7d
    #[arg(long, default_value = "1h")]
    ttl: String,
}

/// Prints the token, and nothing else.
pub async fn run(settings: &Settings, token: &Token) -> anyhow::Result<bool> {
    let ttl = duration(&token.ttl)?;
    let app = open::desk(settings).await?;
    match app.issue_token(&Caller::system(Origin::Cli), &token.email, ttl).await {
        Ok(bearer) => {
            println!("{bearer}");
            Ok(true)
        }
        Err(Refusal::Complaints(complaints)) => {
            for complaint in complaints.0 {
                eprintln!("{}", complaint.message);
            }
            Ok(false)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn duration(text: &str) -> anyhow::Result<Duration> {
    let (number, unit) = text.split_at(text.len().saturating_sub(1));
    let number: i64 = number.parse().with_context(|| format!("{text:?} is geen duur zoals 1h"))?;
    let duration = match unit {
        "s" => Duration::try_seconds(number),
        "m" => Duration::try_minutes(number),
        "h" => Duration::try_hours(number),
        "d" => Duration::try_days(number),
        _ => bail!("{text:?} is geen duur zoals 1h: gebruik s, m, h of d"),
    };
    duration.with_context(|| format!("{text:?} is te lang"))
}
