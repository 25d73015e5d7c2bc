//! What can be asked.

use crate::errors::{coded, refused};
use crate::inputs::{PreviewRoutingInput, TicketFilter, topic_keys};
use crate::objects::{
    Expert, ExpertConnection, OrganisationKind, OrganisationMatch, PageInfo, RoutingDecision, Ticket, TicketConnection,
    Topic, TopicAxis, Viewer,
};
use crate::sender::Counts;
use crate::trend_objects::{Trends, TrendsInput};
pub(crate) use app::App;
use app::Cursor;
use app::{Action, Caller, Counted, Refusal};
use async_graphql::{Context, Error, Object, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Axis, Reference, TicketId, amsterdam_day};
use std::sync::Arc;

pub(crate) struct Query;

#[Object]
impl Query {
    /// Public, rate limited.
    async fn topics(&self, ctx: &Context<'_>, axis: Option<TopicAxis>) -> Result<Vec<Topic>> {
        let app = ctx.data::<App>()?;
        let desk = app.desk();
        let today = amsterdam_day(app.now());
        let axes = match axis {
            Some(axis) => vec![Axis::from(axis)],
            None => vec![Axis::Group, Axis::Theme],
        };
        Ok(axes.into_iter().flat_map(|axis| desk.taxonomy.on(axis, today)).map(Topic::from).collect())
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
        let desk = ctx.data::<App>()?.desk();
        Ok(caller(ctx)?.actor.person().and_then(|id| desk.people.get(&id)).map(|person| Viewer {
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
        let search = filter.unwrap_or_default().search()?;
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
        let query = input.query()?;
        let report = app.read_trends(caller(ctx)?, &query).await.map_err(refused)?;
        Ok(Trends::of(&report, &app.desk()))
    }
}

/// Who sent this request.
pub(crate) fn caller<'c>(ctx: &Context<'c>) -> Result<&'c Caller> {
    ctx.data::<Caller>()
}

/// A page that somebody leaves open explicitly, with null, is a usual one.
const USUAL_PAGE: i32 = 25;

pub(crate) fn page_size(first: Option<i32>) -> Result<u32> {
    size_in("first", first)
}

/// How much of a page is asked for, in the argument of this name.
pub(crate) fn size_in(argument: &str, size: Option<i32>) -> Result<u32> {
    u32::try_from(size.unwrap_or(USUAL_PAGE))
        .ok()
        .filter(|size| (1..=100).contains(size))
        .ok_or_else(|| coded("BAD_REQUEST", &format!("{argument} moet tussen 1 en 100 liggen.")))
}

/// A cursor as clients see it: nothing they should read anything into.
pub(crate) fn cursor_of(cursor: Cursor) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}:{}", cursor.urgency, cursor.id))
}

fn cursor(text: &str) -> Result<Cursor> {
    let read = || {
        let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (urgency, id) = plain.split_once(':')?;
        Some(Cursor { urgency: urgency.parse().ok()?, id: TicketId(id.parse().ok()?) })
    };
    read().ok_or_else(bad_cursor)
}

pub(crate) fn bad_cursor() -> Error {
    coded("BAD_REQUEST", "Deze cursor is ongeldig.")
}
