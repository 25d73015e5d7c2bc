//! `loket doctor`: is it well?

use crate::open;
use crate::settings::Settings;
use app::{App, Caller, TableSize};
use domain::{Origin, size_in_words};

/// Every check on a line of its own; false when one of them is not well.
pub(crate) async fn run(settings: &Settings) -> anyhow::Result<bool> {
    let app = match open::desk(settings).await {
        Ok(app) => app,
        Err(error) if error.is::<open::WrongUsage>() => return Err(error),
        Err(error) => {
            println!("NIET GOED  openen: {error:#}");
            return Ok(false);
        }
    };
    let health = app.health().await;
    for check in &health.checks {
        println!("{}  {}: {}", if check.ok { "goed     " } else { "NIET GOED" }, check.name, check.reason);
    }
    tell_sizes(&app).await;
    Ok(health.ok)
}

/// How much lies in each table: what grows without an end is seen here first.
async fn tell_sizes(app: &App) {
    let sizes = match app.table_sizes(&Caller::system(Origin::Cli)).await {
        Ok(sizes) => sizes,
        Err(refusal) => return println!("\nWat er in de tabellen ligt, is niet te zien: {refusal}"),
    };
    let about = if app.store().is_embedded() { "" } else { " (rijen ongeveer, zoals PostgreSQL ze het laatst telde)" };
    println!("\nTabellen{about}");
    for TableSize { table, rows, bytes } in sizes {
        println!(
            "  {table:<24} {rows:>12} {:<6} {:>10}",
            if rows == 1 { "rij" } else { "rijen" },
            size_in_words(bytes)
        );
    }
}
