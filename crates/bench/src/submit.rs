//! Taking a question in over the API, beside what the same machine does without a desk, in the same run.

use crate::desk::Desk;
use crate::measure::{Figures, measured};
use crate::raw::{Raw, Way};
use crate::resources::Backends;
use anyhow::Result;
use app::{Clock, SystemClock};
use std::time::Duration;

/// One line per way: tab between name, per second, p50, p99, CPU of this process, and of the database's processes.
pub(crate) async fn run(url: &str, clients: usize, requests: usize) -> Result<()> {
    // An empty desk is nobody's: PostgreSQL keeps plans it made for empty tables, and looks foreign keys up row by row.
    let desk = Desk::with_room(url).await?;
    let questions = demo::questions(requests, SystemClock.now());
    let raw = Raw::open(url).await?;
    let database = Backends::of(url).await?;
    println!("naam\tper s\tp50\tp99\tCPU ms hier\tCPU ms database\taandeel van vier\taandeel van een");
    let empty = watched(&database, clients, requests, async |_| desk.get_empty().await).await?;
    line("leeg verzoek", &empty, &[]);
    let one = watched(&database, clients, requests, async |number| raw.insert(number, Way::OneStatement).await).await?;
    line("dezelfde rijen, een opdracht", &one, &[]);
    let each = watched(&database, clients, requests, async |number| raw.insert(number, Way::EachTable).await).await?;
    line("dezelfde rijen, een opdracht per tabel", &each, &[]);
    let four = watched(&database, clients, requests, async |number| raw.insert(number, Way::FourInserts).await).await?;
    line("vier kale rijen", &four, &[]);
    let asked =
        watched(&database, clients, requests, async |number| desk.submit(number, &questions[number].draft).await)
            .await?;
    line("vraag stellen", &asked, &[&four, &one]);
    Ok(())
}

struct Watched {
    figures: Figures,
    database: Duration,
}

async fn watched(
    database: &Backends,
    clients: usize,
    requests: usize,
    once: impl AsyncFn(usize) -> Result<()>,
) -> Result<Watched> {
    let before = database.cpu().await?;
    let figures = measured(clients, requests, once).await?;
    let spent = database.cpu().await?.saturating_sub(before);
    Ok(Watched { figures, database: spent / u32::try_from(requests.max(1)).unwrap_or(u32::MAX) })
}

fn line(name: &str, watched: &Watched, beside: &[&Watched]) {
    let millis = |time: Duration| time.as_secs_f64() * 1000.0;
    let figures = &watched.figures;
    let shares: Vec<String> =
        beside.iter().map(|raw| format!("{:.2}", figures.per_second / raw.figures.per_second)).collect();
    println!(
        "{name}\t{:.0}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{}",
        figures.per_second,
        millis(figures.half),
        millis(figures.most),
        millis(figures.cpu_per_request),
        millis(watched.database),
        shares.join("\t")
    );
}
