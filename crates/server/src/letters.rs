//! `loket letters`: letters that could not be delivered, sent again or left at that.

use crate::open;
use crate::settings::Settings;
use crate::token::told;
use app::{Caller, Refusal, SentAgain, letter_label};
use clap::Args;
use domain::{JobId, Origin, counted, moment_in_words};

#[derive(Args)]
pub(crate) struct Letters {
    /// Verstuur deze brief opnieuw: zijn kenmerk, zoals in de lijst
    #[arg(long, value_name = "ID", conflicts_with = "dismiss")]
    send_again: Option<JobId>,
    /// Verstuur alle brieven uit de lijst opnieuw
    #[arg(long, conflicts_with_all = ["dismiss", "send_again"])]
    send_all_again: bool,
    /// Sluit de melding over deze brief: zijn kenmerk, zoals in de lijst
    #[arg(long, value_name = "ID")]
    dismiss: Option<JobId>,
    /// Waarom u de melding sluit: dat leest wie het logboek of de vraag bekijkt
    #[arg(long, value_name = "REDEN", requires = "dismiss")]
    reason: Option<String>,
}

/// Prints the letters that nobody dealt with yet; or deals with one.
pub(crate) async fn run(settings: &Settings, letters: &Letters) -> anyhow::Result<bool> {
    let app = open::desk(settings).await?;
    let operator = Caller::system(Origin::Cli);
    if let Some(id) = letters.send_again {
        let sent = app.send_dead_letter_again(&operator, id).await;
        return told(sent.map(|()| "De brief wordt opnieuw verstuurd.".to_owned()));
    }
    if let Some(id) = letters.dismiss {
        let dismissed = app.give_up_letter(&operator, id, letters.reason.as_deref()).await;
        return told(dismissed.map(|()| "De melding is gesloten.".to_owned()));
    }
    if letters.send_all_again {
        return told(app.send_dead_letters_again(&operator).await.map(in_words));
    }
    told(list(&app, &operator).await)
}

fn in_words(came: SentAgain) -> String {
    let sent = counted(came.sent, "brief wordt opnieuw verstuurd", "brieven worden opnieuw verstuurd");
    match came.left {
        0 => format!("{sent}."),
        left => format!("{sent}. {} niet: zie de lijst.", counted(left, "brief kan", "brieven kunnen")),
    }
}

async fn list(app: &app::App, operator: &Caller) -> Result<String, Refusal> {
    let dead = app.list_dead_letters(operator).await?;
    let lines = dead.iter().map(|dead| {
        let whose = dead.ticket.map_or_else(String::new, |ticket| format!(", vraag nummer {ticket}"));
        format!("{}  {}{whose}, {}: {}", dead.id, letter_label(dead), moment_in_words(dead.at), dead.why)
    });
    let lines: Vec<String> = lines.collect();
    Ok(if lines.is_empty() { "Alle brieven zijn bezorgd of afgehandeld.".to_owned() } else { lines.join("\n") })
}
