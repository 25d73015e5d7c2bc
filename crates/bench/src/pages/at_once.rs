//! Ten people open the figures at the same time, again and again, and somebody else the inbox: over HTTP, as pages.

use super::sheet::Sheet;
use crate::desk::Desk;
use crate::measure::together;
use anyhow::Result;
use std::pin::Pin;
use std::time::Duration;

const PEOPLE: usize = 10;
/// How long it is watched, idle and busy.
const LONG: Duration = Duration::from_secs(10);
/// Longer than this the server lets nobody wait (`crates/server/src/router.rs`).
const PATIENCE: Duration = Duration::from_secs(30);

/// How long each page took, and how many were refused or took too long.
#[derive(Default)]
struct Seen {
    times: Vec<Duration>,
    refused: usize,
}

pub(crate) async fn measure(sheet: &mut Sheet, desk: &Desk) -> Result<()> {
    let idle = watch(desk, "/werkbak", LONG).await?;
    sheet.times("werkbak als bladzijde, in rust", idle.times, 0);
    type Watching<'a> = Pin<Box<dyn Future<Output = Result<Seen>> + 'a>>;
    let mut watching: Vec<Watching<'_>> = vec![Box::pin(watch(desk, "/werkbak", LONG))];
    for _ in 0..PEOPLE {
        watching.push(Box::pin(watch(desk, "/cijfers", LONG)));
    }
    let mut seen = together(watching).await.into_iter();
    let inbox = seen.next().unwrap_or_else(|| Ok(Seen::default()))?;
    sheet.times("werkbak terwijl tien mensen cijfers openen", inbox.times, 0);
    sheet.note("werkbak intussen geweigerd", inbox.refused as f64, "keer");
    let mut figures = Seen::default();
    for one in seen {
        let one = one?;
        figures.times.extend(one.times);
        figures.refused += one.refused;
    }
    sheet.times("cijfers, tien tegelijk", figures.times, 0);
    sheet.note("cijfers geweigerd", figures.refused as f64, "keer");
    Ok(())
}

/// Opens a page over and over.
async fn watch(desk: &Desk, path: &str, long: Duration) -> Result<Seen> {
    let (mut seen, whole) = (Seen::default(), app::stopwatch());
    while whole.elapsed() < long {
        let began = app::stopwatch();
        let status = desk.get_page(path).await?;
        seen.times.push(began.elapsed());
        seen.refused += usize::from(status != 200 || began.elapsed() > PATIENCE);
    }
    Ok(seen)
}
