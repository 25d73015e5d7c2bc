//! Who looks at the pages (actors): a lead, an administrator, and an expert with open questions.

use anyhow::{Context, Result};
use app::{App, Caller, TicketSearch};
use domain::{Actor, Origin, PersonId, Role, TicketStatus};

pub(super) struct Readers {
    pub lead: Caller,
    pub administrator: Caller,
    pub expert: Caller,
    /// Who that expert is.
    pub id: PersonId,
}

impl Readers {
    pub(super) async fn of(app: &App) -> Result<Self> {
        let lead = caller(PersonId(uuid::Uuid::from_u128(1)), Role::Lead);
        let administrator = caller(PersonId(uuid::Uuid::from_u128(2)), Role::Administrator);
        let taken = TicketSearch { status: vec![TicketStatus::Assigned], ..TicketSearch::default() };
        let found = app.list_tickets(&lead, &taken, 1, None).await?;
        let id = found.items.first().and_then(|(_, ticket)| ticket.assignee).context("somebody has a question")?;
        Ok(Self { lead, administrator, expert: caller(id, Role::Expert), id })
    }
}

fn caller(id: PersonId, role: Role) -> Caller {
    Caller::new(Actor::Staff { id, roles: vec![role] }, Origin::Web)
}
