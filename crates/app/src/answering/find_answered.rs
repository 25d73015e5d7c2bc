//! Searching what the desk answered before (knowledge base search), for every expert: without who asked it, in what is found
//! and in what is shown of it.

use super::find_tickets::{Excerpt, excerpt_of};
use super::list_tickets::{MOST, TicketSearch};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use chrono::{DateTime, Utc};
use domain::{Complaints, MessageKind, PersonId, Reference, Ticket, TicketId, TicketStatus, TopicKey, without_asker};
use std::collections::BTreeSet;
use store::search::Finder;
use store::{Order, Page, Paging, Scope};

/// An answered question as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredLine {
    /// What people call it.
    pub reference: Reference,
    /// Its subject, and where its texts hold the words of a search.
    pub excerpt: Excerpt,
    /// For which organisation it was asked.
    pub organisation_name: String,
    /// Groups and themes.
    pub topics: Vec<TopicKey>,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// Who has it.
    pub expert: Option<PersonId>,
    /// May the reader know of it anyhow, with who asked it?
    pub is_known: bool,
}

impl App {
    /// May this caller read what others answered?
    pub fn reads_answered(&self, caller: &Caller) -> bool {
        policy::answered_list(&caller.actor, self.settings.reading) != Scope::Nothing
    }

    /// One page of the answered questions of the whole desk. Nothing is found by who asked it, or by anything else that is not
    /// shown of it. Some ten statements.
    pub async fn find_answered(
        &self,
        caller: &Caller,
        search: &TicketSearch,
        paging: &Paging,
    ) -> Result<Page<AnsweredLine>, Refusal> {
        policy::check(&caller.actor, Action::ListTickets)?;
        if !(1..=MOST).contains(&paging.rows) {
            return Err(Complaints::one("first", "OUT_OF_RANGE", format!("Vraag 1 tot {MOST} regels tegelijk.")).into());
        }
        let scope = policy::answered_list(&caller.actor, self.settings.reading);
        let search = TicketSearch { status: TicketStatus::DONE.to_vec(), ..search.clone() };
        let filter = self.filter(caller, &search)?;
        let order = match (paging.order, &filter.text) {
            (Order::Best, None) => Order::Newest,
            (order, _) => order,
        };
        let page = store::tickets::page(&self.store, &scope, &filter, &Paging { order, ..*paging }).await?;
        let ids: Vec<TicketId> = page.items.iter().map(|(_, ticket)| ticket.id).collect();
        let known = store::tickets::within(&self.store, &ids, &policy::scope(&caller.actor)).await?;
        let known: BTreeSet<TicketId> = known.into_iter().collect();
        let finder = Finder::of(filter.text.as_deref().unwrap_or_default());
        let mut texts = match finder.is_nothing() {
            true => Default::default(),
            false => store::messages::texts_of(&self.store, &ids).await?,
        };
        let line = |ticket: Ticket| {
            let said = texts.remove(&ticket.id).unwrap_or_default();
            line(&ticket, &finder, &said, known.contains(&ticket.id))
        };
        let Page { items, has_next, has_previous, is_cut } = page;
        let mut line = line;
        let items = items.into_iter().map(|(cursor, ticket)| (cursor, line(ticket))).collect();
        Ok(Page { items, has_next, has_previous, is_cut })
    }
}

fn line(ticket: &Ticket, finder: &Finder, said: &[(MessageKind, String)], is_known: bool) -> AnsweredLine {
    let said: Vec<(MessageKind, String)> =
        said.iter().map(|(kind, body)| (*kind, without_asker(body, &ticket.contact))).collect();
    AnsweredLine {
        reference: ticket.reference,
        excerpt: excerpt_of(finder, &without_asker(&ticket.subject, &ticket.contact), &said),
        organisation_name: ticket.organisation_name.clone(),
        topics: ticket.topic_keys(),
        received_at: ticket.received_at,
        expert: ticket.assignee,
        is_known,
    }
}
