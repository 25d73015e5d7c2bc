//! What can be asked (GraphQL queries).

use crate::errors::refused;
use crate::feed_objects::{QuestionFeed, feed_place, rows};
use crate::filter::TicketFilter;
use crate::inputs::{PreviewRoutingInput, topic_keys};
use crate::objects::organisations::{OrganisationKind, OrganisationMatch};
use crate::objects::pages::PageInfo;
use crate::objects::people::{Expert, ExpertConnection, Viewer};
use crate::objects::routing::RoutingDecision;
use crate::objects::tickets::{Ticket, TicketConnection};
use crate::objects::topics::{Topic, TopicAxis};
use crate::overview_objects::FiguresOverview;
use crate::paging::{bad_cursor, cursor, page_size};
use crate::scalars::Date;
use crate::sender::{Counts, caller};
use crate::trend_objects::{Trends, TrendsInput};
use app::{Action, App, Counted, Refusal};
use async_graphql::{Context, Object, Result};
use domain::{Axis, Reference, amsterdam_day};
use std::sync::Arc;

pub(crate) struct Query;

#[Object]
impl Query {
    /// Public, rate limited.
    async fn topics(&self, ctx: &Context<'_>, axis: Option<TopicAxis>) -> Result<Vec<Topic>> {
        let app = ctx.data::<App>()?;
        let picture = app.picture();
        let today = amsterdam_day(app.now());
        let axes = match axis {
            Some(axis) => vec![Axis::from(axis)],
            None => vec![Axis::Group, Axis::Theme],
        };
        Ok(axes.into_iter().flat_map(|axis| picture.taxonomy.on(axis, today)).map(Topic::from).collect())
    }

    /// Municipalities, provinces and organisations that an administrator confirmed; with a token of the desk, all that ever
    /// asked.
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        search: String,
        kind: Option<OrganisationKind>,
        #[graphql(default_with = "Some(10)")] first: Option<i32>,
    ) -> Result<Vec<OrganisationMatch>> {
        let first = page_size(first)?;
        ctx.data::<Counts>()?.count(Counted::Search)?;
        let app = ctx.data::<App>()?;
        let found =
            app.find_organisations(caller(ctx)?, &search, kind.map(Into::into), first).await.map_err(refused)?;
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// Who is asking; null without a valid token.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
        let picture = ctx.data::<App>()?.picture();
        Ok(caller(ctx)?.actor.person().and_then(|id| picture.people.get(&id)).map(|person| Viewer {
            id: person.id.to_string().into(),
            name: person.name.clone(),
            roles: person.roles.iter().map(|role| role.as_str().to_owned()).collect(),
        }))
    }

    /// Null when there is no such ticket or the viewer may not know of it: the two look alike.
    async fn ticket(&self, ctx: &Context<'_>, reference: String) -> Result<Option<Ticket>> {
        let Ok(reference) = reference.parse::<Reference>() else { return Ok(None) };
        match ctx.data::<App>()?.read_ticket(caller(ctx)?, reference).await {
            Ok(ticket) => Ok(Some(Ticket(Arc::new(ticket)))),
            Err(Refusal::Hidden) => Ok(None),
            Err(refusal) => Err(refused(refusal)),
        }
    }

    /// Only what the viewer may see, keyset-paginated; most urgent first.
    async fn tickets(
        &self,
        ctx: &Context<'_>,
        filter: Option<TicketFilter>,
        #[graphql(default_with = "Some(25)")] first: Option<i32>,
        after: Option<String>,
    ) -> Result<TicketConnection> {
        let first = page_size(first)?;
        let search = filter.unwrap_or_default().search_of(ctx).await?;
        let cursor = after.as_deref().map(cursor).transpose()?;
        let page = ctx.data::<App>()?.list_tickets(caller(ctx)?, &search, first, cursor).await.map_err(refused)?;
        Ok(TicketConnection::of(page, cursor.is_some()))
    }

    async fn experts(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "Some(50)")] first: Option<i32>,
        after: Option<String>,
    ) -> Result<ExpertConnection> {
        let first = page_size(first)? as usize;
        let experts = ctx.data::<App>()?.list_experts(caller(ctx)?).map_err(refused)?;
        let start = match &after {
            None => 0,
            Some(id) => experts.iter().position(|expert| expert.id.to_string() == *id).ok_or_else(bad_cursor)? + 1,
        };
        let nodes: Vec<Expert> = experts
            .iter()
            .skip(start)
            .take(first)
            .map(|expert| Expert { id: expert.id.to_string().into(), name: expert.name.clone() })
            .collect();
        let page_info = PageInfo {
            has_next_page: start + nodes.len() < experts.len(),
            has_previous_page: start > 0,
            start_cursor: nodes.first().map(|expert| expert.id.to_string()),
            end_cursor: nodes.last().map(|expert| expert.id.to_string()),
        };
        Ok(ExpertConnection { nodes, page_info })
    }

    /// What would happen to this question, without storing anything (experts, leads).
    async fn preview_routing(&self, ctx: &Context<'_>, input: PreviewRoutingInput) -> Result<RoutingDecision> {
        let (groups, themes) = (topic_keys(input.groups), topic_keys(input.themes));
        let organisation = input.organisation.draft();
        let decision = ctx
            .data::<App>()?
            .preview_routing(caller(ctx)?, &input.subject, &input.body, &organisation, &groups, &themes)
            .await
            .map_err(refused)?;
        Ok(RoutingDecision::from(&decision))
    }

    /// Leads and experts.
    async fn trends(&self, ctx: &Context<'_>, input: TrendsInput) -> Result<Trends> {
        let app = ctx.data::<App>()?;
        app.check(caller(ctx)?, Action::ReadTrends).map_err(refused)?;
        let query = input.query(ctx).await?;
        let report = app.read_trends(caller(ctx)?, &query).await.map_err(refused)?;
        Ok(Trends::of(&report, &app.picture()))
    }

    /// How the desk is doing: the numbers of the page of figures.
    async fn overview(&self, ctx: &Context<'_>) -> Result<FiguresOverview> {
        let app = ctx.data::<App>()?;
        let overview = app.read_overview(caller(ctx)?).await.map_err(refused)?;
        Ok(FiguresOverview::of(&overview, &app.picture()))
    }

    /// Leads: the questions that came in between two days, both included, as rows without texts or persons, in order of
    /// receipt; at most 500 at once.
    async fn question_feed(
        &self,
        ctx: &Context<'_>,
        from: Date,
        to: Date,
        #[graphql(default_with = "Some(100)")] first: Option<i32>,
        after: Option<String>,
    ) -> Result<QuestionFeed> {
        let first = rows(first)?;
        let after = after.as_deref().map(feed_place).transpose()?;
        let page = ctx.data::<App>()?.read_feed(caller(ctx)?, (from.0, to.0), first, after).await.map_err(refused)?;
        Ok(page.into())
    }
}
