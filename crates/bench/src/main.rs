//! What the desk costs, beside what the same machine does without it, in the same run.
//!
//! Server and clients share this process, so that CPU per request holds both; the empty handler shows the clients'
//! part. Figures are printed, never judged: machines differ.

mod all;
mod certainty;
mod clock;
mod desk;
mod filling;
mod growth;
mod letters;
mod measure;
mod pages;
mod raw;
mod report;
mod resources;
mod submit;
mod sweep;
mod year;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};
use std::path::PathBuf;

/// Meet het loket, naast een kale vergelijking op dezelfde machine.
#[derive(Parser)]
struct Bench {
    what: What,
    /// Een lege database: sqlite://pad of postgres://…; voor `submit` en `pages` een gevulde; het jaar en `all` maken er zelf een
    #[arg(long, default_value = "")]
    database: String,
    /// Hoeveel vragen er zijn; `all` neemt er meer, met komma's ertussen
    #[arg(long, value_delimiter = ',', default_value = "10000")]
    tickets: Vec<u64>,
    /// Hoeveel verzoeken
    #[arg(long, default_value_t = 2_000)]
    requests: usize,
    /// Hoeveel tegelijk
    #[arg(long, default_value_t = 8)]
    clients: usize,
    /// Waar `fill` het kleine loket bewaart waarvan het de rijen overneemt; zonder: alleen zolang het vult
    #[arg(long)]
    pattern: Option<PathBuf>,
    /// Waar `all` zijn databases maakt
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// Een PostgreSQL voor `all` waar databases gemaakt mogen worden; zonder start het er zelf een, die niet op de schijf wacht
    #[arg(long)]
    postgres: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// Alles hieronder tot en met `pages`, op beide databases, als tabellen
    All,
    /// Vragen stellen, naast dezelfde rijen zonder loket
    Submit,
    /// Een lege database vullen met veel verschillende vragen
    Fill,
    /// Wat mensen openen, op een gevulde database
    Pages,
    /// Duizend termijnen die verlopen, tussen weinig en veel open vragen
    Sweep,
    /// Brieven naar een mailserver op deze machine, naast de kale bibliotheek; `--requests` vragen, met twee brieven elk
    Letters,
    /// Hoe goed het loket onderwerpen herkent, naarmate het van meer vragen leerde
    Growth,
    /// Of de zekerheid van het loket klopt, en wat een grens daarop aan een programmaleider laat
    Certainty,
    /// Een jaar met 30 deskundigen en 6.000 vragen, zonder en met leren
    Year,
}

#[tokio::main]
async fn main() -> Result<()> {
    let bench = Bench::parse();
    let tickets = bench.tickets.first().copied().context("how many questions?")?;
    match bench.what {
        What::All => {
            let wanted = all::Wanted {
                sizes: &bench.tickets,
                requests: bench.requests,
                folder: &bench.folder,
                postgres: bench.postgres.as_deref(),
            };
            all::run(&wanted).await
        }
        What::Submit => submit::run(&bench.database, bench.clients, bench.requests).await,
        What::Fill => {
            let folder = tempfile::tempdir()?;
            let pattern = bench.pattern.unwrap_or_else(|| filling::pattern_in(folder.path()));
            filling::run(&bench.database, tickets, &pattern).await
        }
        What::Pages => pages::run(&bench.database).await,
        What::Sweep => sweep::run(&desk::Desk::open(&bench.database).await?, tickets).await,
        What::Letters => letters::run(bench.requests).await,
        What::Growth => growth::run(),
        What::Certainty => {
            certainty::run();
            Ok(())
        }
        What::Year => year::run().await,
    }
}
