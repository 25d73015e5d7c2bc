//! Questions as rows without texts or persons (flat feed), as the API shows them.

use crate::errors::coded;
use crate::filter::Channel;
use crate::objects::organisations::OrganisationKind;
use crate::objects::tickets::TicketStatus;
use crate::paging::bad_cursor;
use crate::scalars::Date;
use app::{FedQuestion, FeedPage, FeedPlace};
use async_graphql::{Result, SimpleObject};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Axis, Place, PromiseOutcome, TicketId};

/// endCursor is null on the last page.
#[derive(SimpleObject)]
pub(crate) struct QuestionFeed {
    nodes: Vec<FeedRow>,
    end_cursor: Option<String>,
}

/// place: a CBS code of a municipality, "layout:code" of a region, or null for the whole country. groups and themes are keys,
/// as they are now. reactionInTime and answerInTime are of the first promise: null while that is not known, and when it was
/// withdrawn.
#[derive(SimpleObject)]
pub(crate) struct FeedRow {
    reference: String,
    received_on: Date,
    organisation_kind: OrganisationKind,
    place: Option<String>,
    groups: Vec<String>,
    themes: Vec<String>,
    status: TicketStatus,
    policy: String,
    channel: Channel,
    first_answered_on: Option<Date>,
    reaction_in_time: Option<bool>,
    answer_in_time: Option<bool>,
}

impl From<FeedPage> for QuestionFeed {
    fn from(page: FeedPage) -> Self {
        Self { nodes: page.questions.into_iter().map(FeedRow::from).collect(), end_cursor: page.next.map(cursor_of) }
    }
}

impl From<FedQuestion> for FeedRow {
    fn from(question: FedQuestion) -> Self {
        let on = |axis: Axis| {
            let topics = question.topics.iter().filter(|(of, _)| *of == axis);
            topics.map(|(_, topic)| topic.0.clone()).collect()
        };
        let in_time = |outcome: Option<PromiseOutcome>| match outcome {
            Some(PromiseOutcome::Kept) => Some(true),
            Some(PromiseOutcome::Broken) => Some(false),
            Some(PromiseOutcome::Withdrawn) | None => None,
        };
        Self {
            reference: question.reference.to_string(),
            received_on: Date(question.received_on),
            organisation_kind: question.organisation_kind.into(),
            place: match &question.place {
                Place::Municipality(code) => Some(code.0.clone()),
                Place::Region(region) => Some(format!("{}:{}", region.layout.0, region.code)),
                Place::Nationwide => None,
            },
            groups: on(Axis::Group),
            themes: on(Axis::Theme),
            status: question.status.into(),
            policy: question.policy,
            channel: question.channel.into(),
            first_answered_on: question.first_answered_on.map(Date),
            reaction_in_time: in_time(question.reaction),
            answer_in_time: in_time(question.answer),
        }
    }
}

fn cursor_of((day, ticket): FeedPlace) -> String {
    URL_SAFE_NO_PAD.encode(format!("{day}:{}", ticket.0))
}

pub(crate) fn feed_place(cursor: &str) -> Result<FeedPlace> {
    let read = || {
        let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let (day, ticket) = plain.split_once(':')?;
        Some((domain::read_day(day)?, TicketId(ticket.parse().ok()?)))
    };
    read().ok_or_else(bad_cursor)
}

pub(crate) fn rows(first: Option<i32>) -> Result<u32> {
    u32::try_from(first.unwrap_or(100)).map_err(|_| coded("BAD_REQUEST", "first moet minstens 1 zijn."))
}
