//! Searching for words that are common, rare, together, somebody's own, and nowhere; by pieces of words, between quotes and by
//! reference.

use super::readers::Readers;
use super::sheet::Sheet;
use crate::filling::words;
use anyhow::Result;
use app::{Caller, Order, Paging, TicketSearch, Turn};
use domain::TicketStatus;

const ROWS: u32 = 25;

pub(crate) async fn measure(sheet: &mut Sheet, readers: &Readers, tickets: u64) -> Result<()> {
    let app = sheet.app().clone();
    let mine = TicketSearch { mine: true, ..TicketSearch::default() };
    let last = app.list_tickets(&readers.expert, &mine, 1, None).await?;
    let own = last.items.first().map_or(1, |(_, ticket)| ticket.id.0 as u64);
    let middle = words::own(tickets / 2);
    let project = words::project(tickets / 2, tickets);
    let sought: [(&str, String, &Caller); 12] = [
        ("leider, een gewoon woord", "gemeente".to_owned(), &readers.lead),
        ("leider, een woord van één vraag", middle.clone(), &readers.lead),
        ("leider, een woord van vijftig", project.clone(), &readers.lead),
        ("leider, twee gewone woorden", "flexwoningen gemeente".to_owned(), &readers.lead),
        ("leider, gewoon en van één vraag", format!("gemeente {middle}"), &readers.lead),
        ("leider, nergens", "zwaluwstaartverbinding".to_owned(), &readers.lead),
        ("leider, een begin van woorden", "flex".to_owned(), &readers.lead),
        ("leider, een deel van woorden", "woning".to_owned(), &readers.lead),
        ("leider, tussen aanhalingstekens", format!("\"project heet {project}\""), &readers.lead),
        ("deskundige, een gewoon woord", "gemeente".to_owned(), &readers.expert),
        ("deskundige, van één eigen vraag", words::own(own), &readers.expert),
        ("deskundige, van één vraag van een ander", middle, &readers.expert),
    ];
    for (name, text, caller) in sought {
        for (among, status) in [("alle", Vec::new()), ("open", TicketStatus::OPEN.to_vec())] {
            let search = TicketSearch { text: Some(text.clone()), status, ..TicketSearch::default() };
            let name = format!("zoeken {name}, {among}");
            sheet.page(&name, async || app.list_tickets(caller, &search, ROWS, None).await).await?;
        }
        let search = TicketSearch { text: Some(text), ..TicketSearch::default() };
        for (how, order) in [("beste eerst", Order::Best), ("nieuwste eerst", Order::Newest)] {
            let paging = Paging { order, turn: Turn::First, rows: ROWS };
            let name = format!("zoeken {name}, {how}");
            sheet.page(&name, async || app.find_tickets(caller, &search, &paging).await).await?;
        }
        let name = format!("zoeken {name}, geteld");
        sheet.page(&name, async || app.count_tickets(caller, &search).await).await?;
    }
    let reference = (tickets / 2).to_string();
    sheet.page("zoeken leider, op kenmerk", async || app.find_by_reference(&readers.lead, &reference).await).await?;
    Ok(())
}
