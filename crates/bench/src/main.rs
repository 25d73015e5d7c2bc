//! What the desk costs, beside what the same machine does without it, in the same run.
//!
//! Server and clients share this process, so that CPU per request holds both; the empty handler shows the clients'
//! part. Figures are printed, never judged: machines differ.

mod certainty;
mod desk;
mod growth;
mod measure;
mod raw;
mod sweep;
mod year;

use anyhow::Result;
use clap::{Parser, ValueEnum};
use desk::Desk;
use measure::{Figures, measured};
use serde_json::json;

/// Meet het loket, naast een kale vergelijking op dezelfde machine.
#[derive(Parser)]
struct Bench {
    what: What,
    /// Een lege database: sqlite://pad of postgres://…; het jaar maakt er zelf een
    #[arg(long, default_value = "")]
    database: String,
    /// Hoeveel vragen er al zijn (inbox, trends)
    #[arg(long, default_value_t = 10_000)]
    tickets: u64,
    /// Hoeveel verzoeken
    #[arg(long, default_value_t = 2_000)]
    requests: usize,
    /// Hoeveel tegelijk
    #[arg(long, default_value_t = 8)]
    clients: usize,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    Submit,
    Inbox,
    Trends,
    /// Duizend termijnen die verlopen, tussen weinig en veel open vragen
    Sweep,
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
    match bench.what {
        What::Year => return year::run().await,
        What::Growth => return growth::run(),
        What::Certainty => {
            certainty::run();
            return Ok(());
        }
        What::Submit | What::Inbox | What::Trends | What::Sweep => {}
    }
    let desk = Desk::open(&bench.database).await?;
    println!("{}", Figures::head());
    let empty = measured(bench.clients, bench.requests, async |_| desk.get_empty().await).await?;
    println!("{}", empty.line("leeg verzoek"));
    match bench.what {
        What::Submit => submit(&bench, &desk).await?,
        What::Inbox => {
            desk.fill(bench.tickets).await?;
            let inbox = "{ tickets(first: 25) { nodes { reference subject status organisation { name } \
                         topics { topic { label } } deadlines { metric dueAt state } } pageInfo { endCursor } } }";
            let name = format!("werkbak, {} vragen", bench.tickets);
            let page = measured(bench.clients, bench.requests, async |_| desk.ask(inbox, json!({})).await).await?;
            println!("{}", page.line(&name));
            let one = measured(1, bench.requests / 4, async |_| desk.ask(inbox, json!({})).await).await?;
            println!("{}", one.line(&format!("{name}, een tegelijk")));
        }
        What::Sweep => sweep::run(&desk, bench.tickets).await?,
        What::Year | What::Growth | What::Certainty => {}
        What::Trends => {
            desk.fill(bench.tickets).await?;
            let trends = "query($by: TrendDimension) { trends(input: { from: \"2025-12-01\", to: \"2026-11-30\", \
                          bucket: MONTH, measure: RECEIVED, by: $by }) { series { label points { value } } } }";
            for by in ["NONE", "THEME", "ORGANISATION_KIND"] {
                let variables = json!({ "by": by });
                let figures =
                    measured(1, bench.requests / 20, async |_| desk.ask(trends, variables.clone()).await).await?;
                println!("{}", figures.line(&format!("cijfers {by}, {} vragen", bench.tickets)));
            }
        }
    }
    println!("grootste geheugen: {} MB", measure::peak_megabytes());
    Ok(())
}

/// A submission through the API, beside the same rows written by the driver alone.
async fn submit(bench: &Bench, desk: &Desk) -> Result<()> {
    let raw = raw::Raw::open(&bench.database).await?;
    let rows = measured(bench.clients, bench.requests, async |number| raw.insert(number).await).await?;
    println!("{}", rows.line("dezelfde rijen, kaal"));
    let questions = measured(bench.clients, bench.requests, async |number| desk.submit(number).await).await?;
    println!("{}", questions.line("vraag stellen"));
    println!("aandeel van kaal: {:.2}", questions.per_second / rows.per_second);
    Ok(())
}
