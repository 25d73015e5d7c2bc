//! What people open at a desk that is full (pages): how long each takes, and how many statements.

mod at_once;
mod figures;
mod lists;
mod readers;
mod rest;
mod searches;
mod sheet;
mod sweeps;

use crate::desk::Desk;
use crate::{measure, resources};
use anyhow::Result;
use readers::Readers;
use sheet::Sheet;

/// Measures everything on a database that `fill` filled; one line per page, tab between the columns.
pub(crate) async fn run(url: &str) -> Result<()> {
    let desk = Desk::reopen(url).await?;
    let tickets = resources::count(url, "SELECT count(*) AS n FROM tickets").await?;
    let readers = Readers::of(desk.app()).await?;
    // As a worker would: a day may have passed since it was filled.
    while desk.app().count_days().await? > 0 {}
    let mut sheet = Sheet::of(desk.app());
    lists::measure(&mut sheet, &readers).await?;
    searches::measure(&mut sheet, &readers, tickets as u64).await?;
    rest::measure(&mut sheet, &readers).await?;
    figures::measure(&mut sheet, &readers).await?;
    sheet.note("geheugen na lezen", measure::resident_megabytes() as f64, "MB");
    at_once::measure(&mut sheet, &desk).await?;
    sheet.note("geheugen op het hoogst", measure::peak_megabytes() as f64, "MB");
    sheet.note("per vraag", resources::bytes(url).await? as f64 / tickets.max(1) as f64, "B");
    sweeps::measure(&mut sheet, &desk).await
}
