//! The append-only ledger (event log). Verbs write it through `app`'s `ledger.rs` alone.

use crate::entity::event::{ActiveModel, Column, Entity};
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Event, EventKind, Happened, Origin, PersonId, Recorded, TicketEvent, TicketId, UnreadableEvent, amsterdam_day,
};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, InsertStatement, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, QueryTrait, Select, SelectModel, Selector,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// Appends events in one statement. The change that each makes to the number of open questions, which
/// [`crate::counts`] sums, follows from the event.
pub async fn append(tx: &Tx, events: &[Event]) -> Result<(), StoreError> {
    if let Some(rows) = rows(events, None)? {
        tx.0.execute(&rows).await?;
    }
    Ok(())
}

/// The statement that appends them, as events with which their ticket came to this revision; none for none.
pub(crate) fn rows(events: &[Event], revision: Option<i32>) -> Result<Option<InsertStatement>, StoreError> {
    let rows: Vec<ActiveModel> = events.iter().map(|event| row(event, revision)).collect::<Result<_, _>>()?;
    Ok((!rows.is_empty()).then(|| Entity::insert_many(rows).into_query()))
}

/// Appends that somebody read a ticket, unless it stands there for this person and this day already.
pub async fn append_reading(tx: &Tx, event: &Event) -> Result<(), StoreError> {
    let once = OnConflict::new().do_nothing().to_owned();
    Entity::insert_many([row(event, None)?]).on_conflict(once).exec_without_returning(&tx.0).await?;
    Ok(())
}

fn row(event: &Event, revision: Option<i32>) -> Result<ActiveModel, StoreError> {
    Ok(ActiveModel {
        id: NotSet,
        ticket_id: Set(event.ticket().map(|ticket| ticket.0)),
        kind: Set(event.kind().as_str().to_owned()),
        at: Set(event.at),
        on_day: Set(amsterdam_day(event.at)),
        actor: Set(serde_json::to_value(&event.actor)?),
        origin: Set(event.origin.as_str().to_owned()),
        detail: Set(event.detail()?),
        open_delta: Set(event.open_delta()),
        actor_id: Set(event.actor.person().map(|person| person.0)),
        revision: Set(revision),
    })
}

/// The last line of the ledger; none in an empty one.
pub async fn last(from: &impl Reads) -> Result<Option<i64>, StoreError> {
    let last = Entity::find().select_only().column(Column::Id).order_by_desc(Column::Id).limit(1);
    Ok(last.into_tuple().one(from.connection()).await?)
}

/// How many lines of the ledger are looked at for news.
const NEWS: u64 = 300;

/// To which tickets something happened behind this line: of the first few hundred lines, without what this person did and
/// without that somebody read one.
pub async fn stirred(
    from: &impl Reads,
    behind: i64,
    but_by: Option<PersonId>,
) -> Result<BTreeSet<TicketId>, StoreError> {
    let lines: Vec<(Option<i64>, String, Option<uuid::Uuid>)> = Entity::find()
        .select_only()
        .columns([Column::TicketId, Column::Kind])
        .columns([Column::ActorId])
        .filter(Column::Id.gt(behind))
        .order_by_asc(Column::Id)
        .limit(NEWS)
        .into_tuple()
        .all(from.connection())
        .await?;
    let is_news = |(ticket, kind, actor): (Option<i64>, String, Option<uuid::Uuid>)| {
        let by_them = actor.is_some() && actor == but_by.map(|person| person.0);
        ticket.filter(|_| !by_them && kind != EventKind::QuestionRead.as_str()).map(TicketId)
    };
    Ok(lines.into_iter().filter_map(is_news).collect())
}

/// How many lines about letters are looked at for one letter.
const LETTER_LINES: u64 = 1_000;

/// What became of letters about this ticket, or about none: that they were given up, sent again, or left at that; the last
/// of it, oldest first.
pub async fn about_letters(from: &impl Reads, ticket: Option<TicketId>) -> Result<Vec<Recorded>, StoreError> {
    let kinds = [EventKind::LetterDead, EventKind::LetterSentAgain, EventKind::LetterDismissed];
    let query = Entity::find().filter(Column::Kind.is_in(kinds.map(EventKind::as_str)));
    let query = match ticket {
        Some(ticket) => query.filter(Column::TicketId.eq(ticket.0)),
        None => query.filter(Column::TicketId.is_null()),
    };
    let rows = lines(query.order_by_desc(Column::Id).limit(LETTER_LINES)).all(from.connection()).await?;
    Ok(rows.into_iter().rev().map(recorded).collect())
}

/// Everything that happened to a ticket, oldest first; that somebody read it changed nothing of it. An error when a line
/// cannot be read: this is for whoever must know all of it.
pub async fn of_ticket(from: &impl Reads, ticket: TicketId) -> Result<Vec<Event>, StoreError> {
    let query = Entity::find()
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::Kind.ne(EventKind::QuestionRead.as_str()))
        .order_by_asc(Column::Id);
    let rows = lines(query).all(from.connection()).await?;
    let whole = |line| match line {
        Recorded::Read(event) => Ok(event),
        Recorded::Unreadable(line) => Err(unreadable("events.detail", &line.kind)),
    };
    rows.into_iter().map(recorded).map(whole).collect()
}

/// The last `most` events of a ticket, or those before the line `before`, oldest first, each with its number; the flag
/// tells whether there are earlier ones.
pub async fn page_before(
    from: &impl Reads,
    ticket: TicketId,
    most: u32,
    before: Option<i64>,
) -> Result<(Vec<(i64, Recorded)>, bool), StoreError> {
    let mut query =
        Entity::find().filter(Column::TicketId.eq(ticket.0)).filter(Column::Kind.ne(EventKind::QuestionRead.as_str()));
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    let mut rows = lines(query.order_by_desc(Column::Id).limit(u64::from(most) + 1)).all(from.connection()).await?;
    let more = rows.len() > most as usize;
    rows.truncate(most as usize);
    Ok((rows.into_iter().rev().map(|row| (row.id, recorded(row))).collect(), more))
}

/// When an expert got a ticket, and who, the last time first; no more than so many. A line that cannot be read is none.
pub async fn takings(
    from: &impl Reads,
    ticket: TicketId,
    most: u64,
) -> Result<Vec<(DateTime<Utc>, PersonId)>, StoreError> {
    let query = Entity::find()
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::Kind.eq(EventKind::Assigned.as_str()))
        .order_by_desc(Column::Id)
        .limit(most);
    let rows = lines(query).all(from.connection()).await?;
    let taking = |line| match line {
        Recorded::Read(Event { what: Happened::Ticket(_, TicketEvent::Assigned { expert, .. }), at, .. }) => {
            Some((at, expert))
        }
        _ => None,
    };
    Ok(rows.into_iter().map(recorded).filter_map(taking).collect())
}

/// What happened to a ticket after this revision, oldest first; what left it as it was (a reminder) has none.
pub async fn since(from: &impl Reads, ticket: TicketId, revision: i32) -> Result<Vec<Recorded>, StoreError> {
    let query = Entity::find()
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::Revision.gt(revision))
        .order_by_asc(Column::Id);
    let rows = lines(query).all(from.connection()).await?;
    Ok(rows.into_iter().map(recorded).collect())
}

/// What the log is searched for; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// Done by this person.
    pub person: Option<PersonId>,
    /// Of this kind.
    pub kind: Option<EventKind>,
    /// On this day, Amsterdam time.
    pub day: Option<NaiveDate>,
}

/// Lines of the log, the newest first, older than the line `before`; each with its number.
pub async fn log(
    from: &impl Reads,
    filter: &LogFilter,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<(i64, Recorded)>, StoreError> {
    let mut query = Entity::find().order_by_desc(Column::Id).limit(u64::from(limit));
    if let Some(person) = filter.person {
        query = query.filter(Column::ActorId.eq(person.0));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(Column::Kind.eq(kind.as_str()));
    }
    if let Some(day) = filter.day {
        query = query.filter(Column::OnDay.eq(day));
    }
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    let rows = lines(query).all(from.connection()).await?;
    Ok(rows.into_iter().map(|row| (row.id, recorded(row))).collect())
}

/// A line as it is stored: JSON as text, and a moment that may be none, so that one damaged line does not hide the others.
struct Line {
    id: i64,
    ticket_id: Option<i64>,
    kind: String,
    at: Option<DateTime<Utc>>,
    actor: String,
    origin: String,
    detail: String,
}

impl FromQueryResult for Line {
    fn from_query_result(row: &QueryResult, pre: &str) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.try_get(pre, "id")?,
            ticket_id: row.try_get(pre, "ticket_id")?,
            kind: row.try_get(pre, "kind")?,
            at: row.try_get(pre, "at").ok(),
            actor: row.try_get(pre, "actor")?,
            origin: row.try_get(pre, "origin")?,
            detail: row.try_get(pre, "detail")?,
        })
    }
}

fn lines(query: Select<Entity>) -> Selector<SelectModel<Line>> {
    query
        .select_only()
        .columns([Column::Id, Column::TicketId, Column::Kind, Column::At, Column::Origin])
        .expr_as(Expr::cust("CAST(actor AS text)"), "actor")
        .expr_as(Expr::cust("CAST(detail AS text)"), "detail")
        .into_model()
}

/// One line, whatever is in it: none stops a page or an export.
fn recorded(line: Line) -> Recorded {
    let ticket = line.ticket_id.map(TicketId);
    let actor = serde_json::from_str(&line.actor).ok();
    let origin = Origin::parse(&line.origin);
    let detail: Option<Value> = serde_json::from_str(&line.detail).ok();
    let what = detail.as_ref().and_then(|detail| Happened::read(ticket, &line.kind, detail));
    match (what, line.at, actor, origin) {
        (Some(what), Some(at), Some(actor), Some(origin)) => Recorded::Read(Event { what, at, actor, origin }),
        (_, at, actor, origin) => {
            let kind = line.kind;
            let detail = detail.map_or(line.detail, |detail| detail.to_string());
            Recorded::Unreadable(UnreadableEvent { ticket, kind, at, actor, origin, detail })
        }
    }
}
