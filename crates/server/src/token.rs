//! `loket token`: a bearer token for somebody known to the desk, or tokens taken back.

use crate::open;
use crate::settings::Settings;
use anyhow::{Context, bail};
use app::{Caller, Refusal};
use chrono::Duration;
use clap::Args;
use domain::Origin;

#[derive(Args)]
pub(crate) struct Token {
    /// E-mailadres van iemand die bij het loket bekend is
    #[arg(long, required_unless_present_any = ["revoke", "revoke_person"])]
    email: Option<String>,
    /// Hoe lang het token geldt: 30s, 15m, 1h, 7d
    #[arg(long, default_value = "1h")]
    ttl: String,
    /// Trek een token in: zijn kenmerk (jti), zoals in het logboek
    #[arg(long, value_name = "JTI", conflicts_with_all = ["email", "revoke_person"])]
    revoke: Option<String>,
    /// Trek alle tokens in van iemand met dit e-mailadres
    #[arg(long, value_name = "EMAIL", conflicts_with = "email")]
    revoke_person: Option<String>,
}

/// Prints the token, and nothing else; or takes tokens back.
pub(crate) async fn run(settings: &Settings, token: &Token) -> anyhow::Result<bool> {
    let ttl = duration(&token.ttl)?;
    let app = open::desk(settings).await?;
    let operator = Caller::system(Origin::Cli);
    let outcome = match (&token.email, &token.revoke, &token.revoke_person) {
        (Some(email), _, _) => app.issue_token(&operator, email, ttl).await,
        (None, Some(jti), _) => {
            app.revoke_token(&operator, jti).await.map(|()| "Dat token geldt niet meer.".to_owned())
        }
        (None, None, person) => {
            let email = person.as_deref().unwrap_or_default();
            app.revoke_tokens_of(&operator, email).await.map(|()| format!("Geen token van {email} geldt nog."))
        }
    };
    told(outcome)
}

/// Prints what came of it; false when the input was wrong.
pub(crate) fn told(outcome: Result<String, Refusal>) -> anyhow::Result<bool> {
    match outcome {
        Ok(text) => {
            println!("{text}");
            Ok(true)
        }
        Err(Refusal::Complaints(complaints)) => {
            for complaint in complaints.0 {
                eprintln!("{}", complaint.message);
            }
            Ok(false)
        }
        Err(Refusal::Conflict(message)) => {
            eprintln!("{message}");
            Ok(false)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn duration(text: &str) -> anyhow::Result<Duration> {
    let (number, unit) = text.split_at(text.len().saturating_sub(1));
    let number: i64 = number.parse().with_context(|| format!("{} is geen duur zoals 1h", domain::quoted(text)))?;
    let duration = match unit {
        "s" => Duration::try_seconds(number),
        "m" => Duration::try_minutes(number),
        "h" => Duration::try_hours(number),
        "d" => Duration::try_days(number),
        _ => bail!("{} is geen duur zoals 1h: gebruik s, m, h of d", domain::quoted(text)),
    };
    duration.with_context(|| format!("{} is te lang", domain::quoted(text)))
}
