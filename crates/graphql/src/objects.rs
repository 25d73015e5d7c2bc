//! What the API shows.

use crate::errors::{InputError, coded, refused};
use crate::query::{App, caller, cursor_of};
use app::StoredDecision;
use app::{Cursor, MessagesFrom, Page};
use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Enum, Error, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::MessageId;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::Axis")]
pub(crate) enum TopicAxis {
    Group,
    Theme,
}

#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::OrganisationKind")]
pub(crate) enum OrganisationKind {
    Municipality,
    Province,
    HousingCorporation,
    CarePartner,
    SocietalOrganisation,
}

#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::TicketStatus")]
pub(crate) enum TicketStatus {
    Unassigned,
    Assigned,
    WaitingForAsker,
    Answered,
    Closed,
}

#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::Metric")]
pub(crate) enum DeadlineMetric {
    FirstResponse,
    Answer,
}

#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeadlineState {
    Running,
    Paused,
    DueSoon,
    Met,
    Missed,
}

impl DeadlineState {
    /// None for a promise that was withdrawn: it is not shown.
    fn of(state: domain::DeadlineState) -> Option<Self> {
        match state {
            domain::DeadlineState::Running => Some(Self::Running),
            domain::DeadlineState::Paused => Some(Self::Paused),
            domain::DeadlineState::DueSoon => Some(Self::DueSoon),
            domain::DeadlineState::Met => Some(Self::Met),
            domain::DeadlineState::Missed => Some(Self::Missed),
            domain::DeadlineState::Withdrawn => None,
        }
    }
}

#[derive(SimpleObject)]
pub(crate) struct Topic {
    key: String,
    axis: TopicAxis,
    label: String,
    description: String,
}

impl From<&domain::Topic> for Topic {
    fn from(topic: &domain::Topic) -> Self {
        Self {
            key: topic.key.0.clone(),
            axis: topic.axis.into(),
            label: topic.label.clone(),
            description: topic.description.clone(),
        }
    }
}

#[derive(SimpleObject)]
pub(crate) struct OrganisationMatch {
    kind: OrganisationKind,
    name: String,
    municipality: Option<String>,
    region: Option<String>,
}

impl From<domain::OrganisationName> for OrganisationMatch {
    fn from(name: domain::OrganisationName) -> Self {
        Self {
            kind: name.kind.into(),
            name: name.name,
            municipality: name.municipality.map(|code| code.0),
            region: name.region.map(|region| format!("{}:{}", region.layout, region.code)),
        }
    }
}

#[derive(SimpleObject)]
pub(crate) struct Viewer {
    pub id: ID,
    pub name: String,
    pub roles: Vec<String>,
}

#[derive(SimpleObject)]
pub(crate) struct Organisation {
    kind: OrganisationKind,
    name: String,
    municipality: Option<String>,
}

#[derive(SimpleObject)]
pub(crate) struct TicketTopic {
    topic: Topic,
    /// ASKER, CLASSIFIER or EXPERT
    source: String,
    confidence: Option<f64>,
    primary: bool,
    /// The words that led the classifier here.
    evidence: Vec<String>,
}

#[derive(SimpleObject, Clone)]
pub(crate) struct Expert {
    pub id: ID,
    pub name: String,
}

#[derive(SimpleObject)]
pub(crate) struct Deadline {
    metric: DeadlineMetric,
    due_at: DateTime<Utc>,
    state: DeadlineState,
    met_at: Option<DateTime<Utc>>,
    derivation: String,
}

#[derive(SimpleObject)]
pub(crate) struct Message {
    id: ID,
    author: String,
    body: String,
    sent_at: DateTime<Utc>,
    internal: bool,
}

/// A letter that could not be delivered, and that nobody dealt with since.
#[derive(SimpleObject)]
pub(crate) struct UndeliveredLetter {
    id: ID,
    /// RECEIPT, ANSWER, ASSIGNMENT, …
    kind: String,
    /// What the mail server said.
    reason: String,
    given_up_at: DateTime<Utc>,
}

impl From<app::DeadJob> for UndeliveredLetter {
    fn from(dead: app::DeadJob) -> Self {
        Self { id: dead.id.to_string().into(), kind: dead.kind.to_uppercase(), reason: dead.why, given_up_at: dead.at }
    }
}

#[derive(SimpleObject)]
pub(crate) struct RoutingDecision {
    chosen: Option<Expert>,
    /// One Dutch sentence a lead could read out.
    summary: String,
    /// Every expert considered, the excluded ones with the reason.
    candidates: Vec<RoutingCandidate>,
    decided_at: DateTime<Utc>,
    /// What was relaxed because nobody fitted.
    relaxed: Vec<String>,
}

#[derive(SimpleObject)]
pub(crate) struct RoutingCandidate {
    expert: Expert,
    score: Option<f64>,
    excluded_because: Option<String>,
    reasons: Vec<String>,
}

impl From<&domain::Decision> for RoutingDecision {
    fn from(decision: &domain::Decision) -> Self {
        let candidates: Vec<RoutingCandidate> = decision
            .candidates
            .iter()
            .map(|candidate| RoutingCandidate {
                expert: Expert { id: candidate.expert.to_string().into(), name: candidate.name.clone() },
                score: candidate.score.map(f64::from),
                excluded_because: candidate.excluded.as_ref().map(domain::Exclusion::in_words),
                reasons: candidate
                    .reasons
                    .iter()
                    .map(|reason| format!("{} ({:+})", reason.text, reason.points))
                    .collect(),
            })
            .collect();
        let chosen = decision.candidates.iter().find(|candidate| Some(candidate.expert) == decision.chosen);
        Self {
            chosen: chosen
                .map(|candidate| Expert { id: candidate.expert.to_string().into(), name: candidate.name.clone() }),
            summary: decision.summary.clone(),
            candidates,
            decided_at: decision.decided_at,
            relaxed: decision.relaxed.clone(),
        }
    }
}

#[derive(SimpleObject)]
pub(crate) struct PageInfo {
    pub has_next_page: bool,
    pub has_previous_page: bool,
    pub start_cursor: Option<String>,
    pub end_cursor: Option<String>,
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
pub(crate) struct ExpertConnection {
    pub nodes: Vec<Expert>,
    pub page_info: PageInfo,
}

#[derive(SimpleObject)]
pub(crate) struct MessageConnection {
    nodes: Vec<Message>,
    page_info: PageInfo,
}

#[derive(SimpleObject)]
pub(crate) struct TicketPayload {
    pub ticket: Option<Ticket>,
    pub errors: Vec<InputError>,
}

#[derive(SimpleObject)]
pub(crate) struct SubmitQuestionPayload {
    pub receipt: Option<Receipt>,
    pub errors: Vec<InputError>,
}

/// trackingUrl carries the asker's own secret; whoever holds it may follow and continue this one ticket.
#[derive(SimpleObject)]
pub(crate) struct Receipt {
    reference: String,
    tracking_url: String,
    first_response_due_at: DateTime<Utc>,
    answer_due_at: DateTime<Utc>,
}

impl From<app::Receipt> for Receipt {
    fn from(receipt: app::Receipt) -> Self {
        Self {
            reference: receipt.reference.to_string(),
            tracking_url: receipt.tracking_url,
            first_response_due_at: receipt.first_response_due_at,
            answer_due_at: receipt.answer_due_at,
        }
    }
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

    async fn topics(&self, ctx: &Context<'_>) -> Result<Vec<TicketTopic>> {
        let desk = ctx.data::<App>()?.desk();
        let known = self.0.topics.iter().filter_map(|topic| {
            Some(TicketTopic {
                topic: desk.taxonomy.get(&topic.key)?.into(),
                source: topic.source.as_str().to_owned(),
                confidence: topic.confidence.map(|thousandths| f64::from(thousandths) / 1000.0),
                primary: topic.primary,
                evidence: topic.evidence.clone(),
            })
        });
        Ok(known.collect())
    }

    async fn assignee(&self, ctx: &Context<'_>) -> Result<Option<Expert>> {
        let desk = ctx.data::<App>()?.desk();
        Ok(self.0.assignee.map(|id| Expert { id: id.to_string().into(), name: desk.name(id).to_owned() }))
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

    /// False when no letter can ever arrive at the asker's address.
    async fn asker_gets_letters(&self) -> bool {
        domain::can_get_mail(&self.0.contact.email)
    }

    async fn deadlines(&self, ctx: &Context<'_>) -> Result<Vec<Deadline>> {
        let now = ctx.data::<App>()?.now();
        let shown = self.0.promises.each().into_iter().filter_map(|(metric, deadline)| {
            Some(Deadline {
                metric: metric.into(),
                due_at: deadline.due_at,
                state: DeadlineState::of(deadline.state(now))?,
                met_at: deadline.met_at,
                derivation: deadline.derivation.clone(),
            })
        });
        Ok(shown.collect())
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
        let backwards = last.is_some() || before.is_some();
        if backwards && after.is_some() {
            return Err(coded("BAD_REQUEST", "Vraag met first en after, of met last en before."));
        }
        let most = match backwards {
            true => crate::query::size_in("last", last)?,
            false => crate::query::page_size(first)?,
        };
        let from = if backwards { MessagesFrom::End(place(before)?) } else { MessagesFrom::Start(place(after)?) };
        let continued = !matches!(from, MessagesFrom::Start(None) | MessagesFrom::End(None));
        let (messages, more) =
            ctx.data::<App>()?.read_messages(caller(ctx)?, &self.0, most, from).await.map_err(refused)?;
        let page_info = PageInfo {
            has_next_page: if backwards { continued } else { more },
            has_previous_page: if backwards { more } else { continued },
            start_cursor: messages.first().map(|message| message.id.to_string()),
            end_cursor: messages.last().map(|message| message.id.to_string()),
        };
        let nodes = messages
            .into_iter()
            .map(|message| Message {
                id: message.id.to_string().into(),
                author: message.author_name,
                internal: message.kind.is_internal(),
                body: message.body,
                sent_at: message.sent_at,
            })
            .collect();
        Ok(MessageConnection { nodes, page_info })
    }
}

/// The message that a cursor names.
fn place(cursor: Option<String>) -> Result<Option<MessageId>> {
    cursor.map(|text| Uuid::parse_str(&text).map(MessageId).map_err(|_| crate::query::bad_cursor())).transpose()
}

/// Tickets by number, for batching.
#[derive(Clone)]
pub(crate) struct TicketKey(pub Arc<domain::Ticket>);

impl PartialEq for TicketKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}
impl Eq for TicketKey {}
impl std::hash::Hash for TicketKey {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

/// The newest decisions of a page of tickets, in one statement.
pub(crate) struct Decisions {
    pub app: App,
    pub caller: app::Caller,
}

impl Loader<TicketKey> for Decisions {
    type Value = StoredDecision;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[TicketKey]) -> Result<HashMap<TicketKey, StoredDecision>, Self::Error> {
        let tickets: Vec<domain::Ticket> = keys.iter().map(|key| (*key.0).clone()).collect();
        let decisions =
            self.app.read_routing(&self.caller, &tickets).await.map_err(|refusal| Arc::new(refused(refusal)))?;
        Ok(decisions
            .into_iter()
            .filter_map(|decision| {
                let key = keys.iter().find(|key| key.0.id == decision.ticket)?;
                Some((key.clone(), decision))
            })
            .collect())
    }
}

/// Letters of a page of tickets that could not be delivered, in one statement.
pub(crate) struct DeadLetters {
    pub app: App,
    pub caller: app::Caller,
}

impl Loader<TicketKey> for DeadLetters {
    type Value = Vec<app::DeadJob>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[TicketKey]) -> Result<HashMap<TicketKey, Self::Value>, Self::Error> {
        let tickets: Vec<domain::Ticket> = keys.iter().map(|key| (*key.0).clone()).collect();
        let dead =
            self.app.read_dead_letters(&self.caller, &tickets).await.map_err(|refusal| Arc::new(refused(refusal)))?;
        let mut found: HashMap<TicketKey, Self::Value> = HashMap::new();
        for letter in dead {
            if let Some(key) = keys.iter().find(|key| Some(key.0.id) == letter.ticket) {
                found.entry(key.clone()).or_default().push(letter);
            }
        }
        Ok(found)
    }
}
