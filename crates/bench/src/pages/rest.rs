//! A question, the list of those that nobody has, and the log.

use super::readers::Readers;
use super::sheet::Sheet;
use anyhow::{Context, Result};
use app::{LogFilter, TicketSearch};
use chrono::Duration;
use domain::{EventKind, amsterdam_day};

/// Lines on a page of the log.
const LINES: u32 = 50;

pub(crate) async fn measure(sheet: &mut Sheet, readers: &Readers) -> Result<()> {
    let app = sheet.app().clone();
    let own = TicketSearch { mine: true, ..TicketSearch::default() };
    let page = app.list_tickets(&readers.expert, &own, 1, None).await?;
    let reference = page.items.first().context("the expert has a question")?.1.reference;
    sheet.page("een vraag, leider", async || app.view_ticket(&readers.lead, reference).await).await?;
    sheet.page("een vraag, deskundige", async || app.view_ticket(&readers.expert, reference).await).await?;
    sheet.page("triage", async || app.list_triage(&readers.lead, None).await).await?;
    let month_ago = amsterdam_day(app.now()) - Duration::days(30);
    let (person, kind, day) = (Some(readers.id), Some(EventKind::Reopened), Some(month_ago));
    for (name, filter) in [
        ("nieuwste", LogFilter::default()),
        ("van een persoon", LogFilter { person, ..LogFilter::default() }),
        ("van een soort", LogFilter { kind, ..LogFilter::default() }),
        ("van een dag", LogFilter { day, ..LogFilter::default() }),
        ("van een persoon op een dag", LogFilter { person, day, ..LogFilter::default() }),
        ("van een persoon, een soort, een dag", LogFilter { person, kind, day }),
    ] {
        let name = format!("logboek {name}");
        sheet.page(&name, async || app.read_log(&readers.administrator, &filter, None, LINES).await).await?;
    }
    Ok(())
}
