//! A question (ticket, case, issue), as the API shows it.

use super::deadlines::Deadline;
use super::endings::TicketEnding;
use super::feedback::Feedback;
use super::letters::UndeliveredLetter;
use super::loaders::{DeadLetters, Decisions, Feedbacks, TicketKey};
use super::messages::{Asked, MessageConnection};
use super::organisations::Organisation;
use super::pages::PageInfo;
use super::people::Expert;
use super::routing::RoutingDecision;
use super::topics::TicketTopic;
use crate::errors::InputError;
use crate::paging::cursor_of;
use crate::sender::caller;
use app::{App, Cursor, Page};
use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, Error, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;

#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::TicketStatus")]
pub(crate) enum TicketStatus {
    Unassigned,
    Assigned,
    WaitingForAsker,
    Answered,
    Closed,
}

/// One question put to the desk.
#[derive(Clone)]
pub(crate) struct Ticket(pub Arc<domain::Ticket>);

#[Object]
impl Ticket {
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    async fn reference(&self) -> String {
        self.0.reference.to_string()
    }

    async fn subject(&self) -> &str {
        &self.0.subject
    }

    async fn status(&self) -> TicketStatus {
        self.0.status().into()
    }

    /// How it ended; null while it is not closed.
    async fn ending(&self) -> Option<TicketEnding> {
        self.0.standing.ending().map(TicketEnding::from)
    }

    /// Counts up with every change; send it as expectedRevision with what you do.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    async fn received_at(&self) -> DateTime<Utc> {
        self.0.received_at
    }

    async fn organisation(&self) -> Organisation {
        Organisation {
            kind: self.0.organisation_kind.into(),
            name: self.0.organisation_name.clone(),
            municipality: match &self.0.place {
                domain::Place::Municipality(code) => Some(code.0.clone()),
                domain::Place::Region(_) | domain::Place::Nationwide => None,
            },
        }
    }

    /// The municipalities and regions that it is about, as codes: "GM0344", "woondealregio:utrecht_u10". Empty when it is about
    /// the whole country.
    async fn places(&self) -> Vec<String> {
        let code = |place: &domain::Place| match place {
            domain::Place::Municipality(code) => Some(code.0.clone()),
            domain::Place::Region(region) => Some(format!("{}:{}", region.layout, region.code)),
            domain::Place::Nationwide => None,
        };
        self.0.places().filter_map(code).collect()
    }

    /// For whom its asker works, if they advise somebody.
    async fn works_for(&self) -> Option<&str> {
        self.0.works_for.as_deref()
    }

    async fn topics(&self, ctx: &Context<'_>) -> Result<Vec<TicketTopic>> {
        let picture = ctx.data::<App>()?.picture();
        let known = self.0.topics.iter().filter_map(|topic| {
            Some(TicketTopic {
                topic: picture.taxonomy.get(&topic.key)?.into(),
                source: topic.source.as_str().to_owned(),
                confidence: topic.confidence.map(|thousandths| f64::from(thousandths) / 1000.0),
                primary: topic.primary,
                evidence: topic.evidence.clone(),
            })
        });
        Ok(known.collect())
    }

    async fn assignee(&self, ctx: &Context<'_>) -> Result<Option<Expert>> {
        let picture = ctx.data::<App>()?.picture();
        Ok(self.0.assignee.map(|id| Expert { id: id.to_string().into(), name: picture.name(id).to_owned() }))
    }

    /// Why this expert; experts and leads only, else null.
    async fn routing(&self, ctx: &Context<'_>) -> Result<Option<RoutingDecision>> {
        let loader = ctx.data::<DataLoader<Decisions>>()?;
        let found =
            loader.load_one(TicketKey(Arc::clone(&self.0))).await.map_err(|error: Arc<Error>| (*error).clone())?;
        Ok(found.map(|stored| RoutingDecision::from(&stored.decision)))
    }

    /// Letters about it that could not be delivered; staff only, else empty.
    async fn undelivered_letters(&self, ctx: &Context<'_>) -> Result<Vec<UndeliveredLetter>> {
        let loader = ctx.data::<DataLoader<DeadLetters>>()?;
        let found =
            loader.load_one(TicketKey(Arc::clone(&self.0))).await.map_err(|error: Arc<Error>| (*error).clone())?;
        Ok(found.unwrap_or_default().into_iter().map(UndeliveredLetter::from).collect())
    }

    /// What its asker said of the answers, in the order in which they said it.
    async fn feedback(&self, ctx: &Context<'_>) -> Result<Vec<Feedback>> {
        let loader = ctx.data::<DataLoader<Feedbacks>>()?;
        let found =
            loader.load_one(TicketKey(Arc::clone(&self.0))).await.map_err(|error: Arc<Error>| (*error).clone())?;
        Ok(found.unwrap_or_default().into_iter().map(Feedback::from).collect())
    }

    /// False when no letter can ever arrive at the asker's address.
    async fn asker_gets_letters(&self) -> bool {
        domain::can_get_mail(&self.0.contact.email)
    }

    async fn deadlines(&self, ctx: &Context<'_>) -> Result<Vec<Deadline>> {
        Ok(Deadline::shown(&self.0, ctx.data::<App>()?.now()))
    }

    /// In the order in which they were said: the first of them with first and after, or the last of them with last and
    /// before, which then count instead of first.
    async fn messages(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "Some(25)")] first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<MessageConnection> {
        let asked = Asked { first, after, last, before };
        MessageConnection::of(ctx.data::<App>()?, caller(ctx)?, &self.0, asked).await
    }
}

#[derive(SimpleObject)]
pub(crate) struct TicketConnection {
    edges: Vec<TicketEdge>,
    nodes: Vec<Ticket>,
    page_info: PageInfo,
}

#[derive(SimpleObject)]
pub(crate) struct TicketEdge {
    cursor: String,
    node: Ticket,
}

impl TicketConnection {
    pub(crate) fn of(page: Page<domain::Ticket>, continued: bool) -> Self {
        let items: Vec<(Cursor, Ticket)> =
            page.items.into_iter().map(|(cursor, ticket)| (cursor, Ticket(Arc::new(ticket)))).collect();
        let page_info = PageInfo {
            has_next_page: page.has_next,
            has_previous_page: continued,
            start_cursor: items.first().map(|(cursor, _)| cursor_of(*cursor)),
            end_cursor: items.last().map(|(cursor, _)| cursor_of(*cursor)),
        };
        Self {
            nodes: items.iter().map(|(_, ticket)| ticket.clone()).collect(),
            edges: items.into_iter().map(|(cursor, node)| TicketEdge { cursor: cursor_of(cursor), node }).collect(),
            page_info,
        }
    }
}

#[derive(SimpleObject)]
pub(crate) struct TicketPayload {
    pub ticket: Option<Ticket>,
    pub errors: Vec<InputError>,
}
