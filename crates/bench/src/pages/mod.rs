//! What people open at a desk that is full (pages): how long each takes, and how many statements.

mod at_once;
mod figures;
mod lists;
mod rest;
mod searches;
mod sheet;
mod sweeps;

use crate::desk::Desk;
use crate::{measure, resources};
use anyhow::{Context, Result};
use app::{Caller, TicketSearch};
use domain::{Actor, Origin, PersonId, Role, TicketStatus};
use sheet::Sheet;

/// Who looks.
struct Readers {
    lead: Caller,
    administrator: Caller,
    expert: Caller,
    /// Who that expert is: somebody with open questions.
    id: PersonId,
}

/// Measures everything on a database that `fill` filled; one line per page, tab between the columns.
pub(crate) async fn run(url: &str) -> Result<()> {
    let desk = Desk::reopen(url).await?;
    let tickets = resources::count(url, "SELECT count(*) AS n FROM tickets").await?;
    let lead = Caller::new(staff(PersonId(uuid::Uuid::from_u128(1)), Role::Lead), Origin::Web);
    let administrator = Caller::new(staff(PersonId(uuid::Uuid::from_u128(2)), Role::Administrator), Origin::Web);
    let taken = TicketSearch { status: vec![TicketStatus::Assigned], ..TicketSearch::default() };
    let found = desk.app().list_tickets(&lead, &taken, 1, None).await?;
    let id = found.items.first().and_then(|(_, ticket)| ticket.assignee).context("somebody has a question")?;
    let expert = Caller::new(staff(id, Role::Expert), Origin::Web);
    let readers = Readers { lead, administrator, expert, id };
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

fn staff(id: PersonId, role: Role) -> Actor {
    Actor::Staff { id, roles: vec![role] }
}
