//! The inbox of a lead and of an expert, with each filter, its first page and its fortieth.

use super::readers::Readers;
use super::sheet::Sheet;
use anyhow::Result;
use app::{App, Caller, Cursor, TicketSearch};
use chrono::Duration;
use domain::{OrganisationKind, TicketStatus, TopicKey, amsterdam_day};

/// As on the page.
const ROWS: u32 = 25;
/// Rows before the fortieth page.
const BEFORE: u32 = 39 * ROWS;

pub(crate) async fn measure(sheet: &mut Sheet, readers: &Readers) -> Result<()> {
    let app = sheet.app().clone();
    for (who, caller) in [("leider", &readers.lead), ("deskundige", &readers.expert)] {
        for (name, search) in searches(&app, readers) {
            let search = TicketSearch { mine: who == "deskundige", ..search };
            sheet
                .page(&format!("werkbak {who}, {name}"), async || app.list_tickets(caller, &search, ROWS, None).await)
                .await?;
            let (far, after) = far(&app, caller, &search).await?;
            if far == BEFORE {
                let name = format!("werkbak {who}, {name}, bladzijde 40");
                sheet.page(&name, async || app.list_tickets(caller, &search, ROWS, after).await).await?;
            }
        }
    }
    Ok(())
}

fn searches(app: &App, readers: &Readers) -> Vec<(&'static str, TicketSearch)> {
    let open = || TicketSearch { status: TicketStatus::OPEN.to_vec(), ..TicketSearch::default() };
    let month_ago = amsterdam_day(app.now()) - Duration::days(30);
    let theme = || vec![TopicKey::from("flexwonen")];
    let elsewhere = app.picture().roster.experts().iter().map(|expert| expert.id).find(|id| *id != readers.id);
    vec![
        ("open", open()),
        ("alle", TicketSearch::default()),
        ("wacht op vraagsteller", TicketSearch { status: vec![TicketStatus::WaitingForAsker], ..open() }),
        ("gesloten", TicketSearch { status: vec![TicketStatus::Closed], ..open() }),
        ("open in een provincie", TicketSearch { region: Some("provincie:PV25".to_owned()), ..open() }),
        ("open in een gemeente", TicketSearch { region: Some("GM0202".to_owned()), ..open() }),
        (
            "alle in een provincie",
            TicketSearch { region: Some("provincie:PV25".to_owned()), ..TicketSearch::default() },
        ),
        ("open over een thema", TicketSearch { topics: theme(), ..open() }),
        ("alle over een thema", TicketSearch { topics: theme(), ..TicketSearch::default() }),
        ("open van een ander", TicketSearch { assignee: elsewhere, ..open() }),
        ("open van een soort", TicketSearch { organisation_kind: vec![OrganisationKind::Province], ..open() }),
        ("open en oud", TicketSearch { received_to: Some(month_ago), ..open() }),
        (
            "niets dat past",
            TicketSearch {
                status: vec![TicketStatus::Unassigned],
                topics: theme(),
                organisation_kind: vec![OrganisationKind::Province],
                region: Some("GM0093".to_owned()),
                ..TicketSearch::default()
            },
        ),
    ]
}

/// How many rows lie before the fortieth page, at most, and where it starts.
async fn far(app: &App, caller: &Caller, search: &TicketSearch) -> Result<(u32, Option<Cursor>)> {
    let (mut rows, mut after) = (0, None);
    while rows < BEFORE {
        let page = app.list_tickets(caller, search, (BEFORE - rows).min(75), after).await?;
        rows += page.items.len() as u32;
        after = page.items.last().map(|(cursor, _)| *cursor);
        if !page.has_next {
            return Ok((0, None));
        }
    }
    Ok((rows, after))
}
