//! `loket retention`: what is past its term, and erasing it.

use crate::open;
use crate::settings::Settings;
use crate::token::told;
use app::{App, Caller, Refusal, RetentionReport};
use clap::Args;
use domain::{Origin, amsterdam_day, counted, long_day_in_words};

#[derive(Args)]
pub(crate) struct Retention {
    /// Laat alleen zien wat er zou worden gewist
    #[arg(long)]
    dry_run: bool,
}

/// Prints what is past its term; without `--dry-run` it is erased, and what is left is printed.
pub(crate) async fn run(settings: &Settings, retention: &Retention) -> anyhow::Result<bool> {
    let app = open::desk(settings).await?;
    let operator = Caller::system(Origin::Cli);
    told(if retention.dry_run { report(&app, &operator).await } else { erase(&app, &operator).await })
}

async fn report(app: &App, operator: &Caller) -> Result<String, Refusal> {
    Ok(in_words(&app.retention_report(operator).await?))
}

async fn erase(app: &App, operator: &Caller) -> Result<String, Refusal> {
    let before = app.retention_report(operator).await?;
    let mut erased = 0;
    // A round does a bounded number.
    loop {
        let round = app.sweep_retention().await?;
        erased += round;
        if round == 0 {
            break;
        }
    }
    // What is found by words that are left.
    while app.index_texts().await? > 0 {}
    app.sweep_files().await?;
    let after = app.retention_report(operator).await?;
    let done = counted(erased, "vraag, bijlage, regel of verzoek", "vragen, bijlagen, regels en verzoeken");
    Ok(format!("Vooraf:\n{}\n\nGewist: {done}.\n\nNu:\n{}", in_words(&before), in_words(&after)))
}

fn in_words(report: &RetentionReport) -> String {
    let mut lines: Vec<String> = Vec::new();
    for class in &report.classes {
        let term = class.term.clone().unwrap_or_else(|| "geen termijn".to_owned());
        let (one, many) = class.class.counted();
        let due = usize::try_from(class.due).unwrap_or_default();
        let mut line = format!("  {:<28} {term:<14} {} te wissen", class.class.label(), counted(due, one, many));
        if let Some(oldest) = class.oldest {
            line.push_str(&format!("; de oudste is van {}", long_day_in_words(amsterdam_day(oldest))));
        }
        lines.push(line);
    }
    let requested = counted(report.requested, "verzoek om te wissen is", "verzoeken om te wissen zijn");
    lines.push(format!("  {requested} aan de beurt"));
    lines.push(format!("  {} vastgehouden", counted(report.held, "vraag wordt", "vragen worden")));
    lines.join("\n")
}
