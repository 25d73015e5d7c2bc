//! Mail that came in (inbox): stored as it came before anybody reads it, once, and read until it could be.

use crate::entity::incoming::{ActiveModel, Column, Entity};
use crate::entity::ticket;
use crate::error::unreadable;
use crate::{Reads, Scope, StoreError, Tx};
use chrono::{DateTime, Datelike, Utc};
use domain::{IncomingMail, MailId, MailState, MessageId, ReadMail, Reference, SenderProof, TicketId, amsterdam_day};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

/// The words of the indexes, written out so that both databases see that they serve.
const IS_STORED: &str = "state = 'stored'";
const IS_UNDECIDED: &str = "state IN ('held', 'unsorted')";

/// A mail as it comes in.
#[derive(Debug, Clone, Copy)]
pub struct Arriving<'a> {
    /// Its name from now on.
    pub id: MailId,
    /// What makes it this mail, in hexadecimal.
    pub hash: &'a str,
    /// Every byte.
    pub raw: &'a [u8],
    /// To which address, as the server that took it says.
    pub recipient: Option<&'a str>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Keeps a mail; `false` when it is there already.
pub async fn insert(tx: &Tx, mail: &Arriving<'_>) -> Result<bool, StoreError> {
    let row = ActiveModel {
        id: Set(mail.id.0),
        hash: Set(mail.hash.to_owned()),
        raw: Set(mail.raw.to_vec()),
        recipient: Set(mail.recipient.map(str::to_owned)),
        received_at: Set(mail.at),
        state: Set(MailState::Stored.as_str().to_owned()),
        attempts: Set(0),
        again_at: Set(mail.at),
        remarks: Set(String::new()),
        ticket_id: Set(None),
        message_id: Set(None),
        from_name: Set(None),
        from_email: Set(None),
        subject: Set(None),
        body: Set(None),
        tail: Set(None),
        proof: Set(None),
    };
    let known = OnConflict::column(Column::Hash).do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(known).exec_without_returning(&tx.0).await? == 1)
}

/// Mail that nobody read and that may be tried now, the one that waits longest first.
pub async fn due(from: &impl Reads, now: DateTime<Utc>, most: u64) -> Result<Vec<MailId>, StoreError> {
    let ids = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Expr::cust(IS_STORED))
        .filter(Column::AgainAt.lte(now))
        .order_by_asc(Column::AgainAt)
        .order_by_asc(Column::Id)
        .limit(most);
    let ids: Vec<Uuid> = ids.into_tuple().all(from.connection()).await?;
    Ok(ids.into_iter().map(MailId).collect())
}

/// A mail that somebody reads now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Every byte.
    pub raw: Vec<u8>,
    /// To which address, as the server that took it says.
    pub recipient: Option<String>,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// The how manieth time it is tried.
    pub attempts: i32,
}

/// Takes a mail to read it; nobody else gets it before `again_at`, nor does it come again at once should reading it end the
/// program. None when somebody else has it, or it is read.
pub async fn begin(
    tx: &Tx,
    id: MailId,
    now: DateTime<Utc>,
    again_at: impl FnOnce(i32) -> DateTime<Utc>,
) -> Result<Option<Begun>, StoreError> {
    let row = Entity::find_by_id(id.0).filter(Expr::cust(IS_STORED)).one(&tx.0).await?;
    let Some(row) = row else { return Ok(None) };
    let attempts = row.attempts + 1;
    let taken = Entity::update_many()
        .col_expr(Column::Attempts, Expr::val(attempts))
        .col_expr(Column::AgainAt, Expr::val(again_at(attempts)))
        .filter(Column::Id.eq(id.0))
        .filter(Column::Attempts.eq(row.attempts))
        .filter(Column::AgainAt.lte(now))
        .filter(Expr::cust(IS_STORED))
        .exec(&tx.0)
        .await?;
    let begun = Begun { raw: row.raw, recipient: row.recipient, received_at: row.received_at, attempts };
    Ok((taken.rows_affected == 1).then_some(begun))
}

/// Writes down why it could not be read.
pub async fn note_failure(tx: &Tx, id: MailId, why: &str) -> Result<(), StoreError> {
    let failed = Entity::update_many().col_expr(Column::Remarks, Expr::val(why));
    failed.filter(Column::Id.eq(id.0)).filter(Expr::cust(IS_STORED)).exec(&tx.0).await?;
    Ok(())
}

/// What is kept of the bytes of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raw {
    /// Everything.
    Kept,
    /// Nothing: it holds what the desk does not keep.
    Gone,
}

/// Where a mail stands from now on.
#[derive(Debug, Clone)]
pub struct Sorted<'a> {
    /// In which state.
    pub state: MailState,
    /// To which question it belongs.
    pub ticket: Option<TicketId>,
    /// As which message it stands there.
    pub message: Option<MessageId>,
    /// What was read in it.
    pub read: &'a ReadMail,
    /// Why, and what else is to be known.
    pub remarks: &'a str,
    /// What is kept of its bytes.
    pub raw: Raw,
}

/// Sorts a mail that stood in this state; `false` when it does not stand there any more.
pub async fn sort(tx: &Tx, id: MailId, stood: MailState, sorted: &Sorted<'_>) -> Result<bool, StoreError> {
    let read = sorted.read;
    let mut update = Entity::update_many()
        .col_expr(Column::State, Expr::val(sorted.state.as_str()))
        .col_expr(Column::TicketId, Expr::val(sorted.ticket.map(|ticket| ticket.0)))
        .col_expr(Column::MessageId, Expr::val(sorted.message.map(|message| message.0)))
        .col_expr(Column::FromName, Expr::val(Some(read.from_name.as_str())))
        .col_expr(Column::FromEmail, Expr::val(Some(read.from_email.as_str())))
        .col_expr(Column::Subject, Expr::val(Some(read.subject.as_str())))
        .col_expr(Column::Body, Expr::val(Some(read.text.as_str())))
        .col_expr(Column::Tail, Expr::val(Some(read.tail.as_str())))
        .col_expr(Column::Proof, Expr::val(Some(read.proof.as_str())))
        .col_expr(Column::Remarks, Expr::val(sorted.remarks));
    if sorted.raw == Raw::Gone {
        update = update.col_expr(Column::Raw, Expr::val(Vec::<u8>::new()));
    }
    let update = update.filter(Column::Id.eq(id.0)).filter(Column::State.eq(stood.as_str()));
    Ok(update.exec(&tx.0).await?.rows_affected == 1)
}

/// A mail that a change of its question takes over.
#[derive(Debug, Clone)]
pub struct TakesMail {
    /// Which.
    pub id: MailId,
    /// Where it stood before.
    pub stood: MailState,
    /// What was read in it.
    pub read: ReadMail,
    /// What else is to be known.
    pub remarks: String,
    /// What is kept of its bytes.
    pub raw: Raw,
}

/// Takes a mail over as this message; `false` when somebody else decided about it.
pub async fn take(tx: &Tx, mail: &TakesMail, ticket: TicketId, message: MessageId) -> Result<bool, StoreError> {
    let sorted = Sorted {
        state: MailState::Taken,
        ticket: Some(ticket),
        message: Some(message),
        read: &mail.read,
        remarks: &mail.remarks,
        raw: mail.raw,
    };
    sort(tx, mail.id, mail.stood, &sorted).await
}

/// Puts a mail that waits for a decision into this state; `false` when it waits no more.
pub async fn decide(tx: &Tx, id: MailId, state: MailState) -> Result<bool, StoreError> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::val(state.as_str()))
        .filter(Column::Id.eq(id.0))
        .filter(Expr::cust(IS_UNDECIDED));
    Ok(update.exec(&tx.0).await?.rows_affected == 1)
}

#[derive(FromQueryResult)]
struct Line {
    id: Uuid,
    received_at: DateTime<Utc>,
    state: String,
    attempts: i32,
    remarks: String,
    ticket_id: Option<i64>,
    message_id: Option<Uuid>,
    from_name: Option<String>,
    from_email: Option<String>,
    subject: Option<String>,
    body: Option<String>,
    tail: Option<String>,
    proof: Option<String>,
}

/// Without its bytes, which may be many.
fn lines() -> Select<Entity> {
    Entity::find().select_only().columns([
        Column::Id,
        Column::ReceivedAt,
        Column::State,
        Column::Attempts,
        Column::Remarks,
        Column::TicketId,
        Column::MessageId,
        Column::FromName,
        Column::FromEmail,
        Column::Subject,
        Column::Body,
        Column::Tail,
        Column::Proof,
    ])
}

async fn read(from: &impl Reads, query: Select<Entity>) -> Result<Vec<IncomingMail>, StoreError> {
    let rows: Vec<Line> = query.into_model().all(from.connection()).await?;
    rows.into_iter().map(mail).collect()
}

fn mail(row: Line) -> Result<IncomingMail, StoreError> {
    let read = match (row.from_email, row.proof) {
        (Some(from_email), Some(proof)) => Some(ReadMail {
            from_name: row.from_name.unwrap_or_default(),
            from_email,
            subject: row.subject.unwrap_or_default(),
            text: row.body.unwrap_or_default(),
            tail: row.tail.unwrap_or_default(),
            proof: SenderProof::parse(&proof).ok_or_else(|| unreadable("incoming.proof", &proof))?,
        }),
        _ => None,
    };
    Ok(IncomingMail {
        id: MailId(row.id),
        received_at: row.received_at,
        state: MailState::parse(&row.state).ok_or_else(|| unreadable("incoming.state", &row.state))?,
        ticket: row.ticket_id.map(TicketId),
        message: row.message_id.map(MessageId),
        read,
        remarks: row.remarks,
        attempts: row.attempts,
    })
}

/// One mail.
pub async fn find(from: &impl Reads, id: MailId) -> Result<Option<IncomingMail>, StoreError> {
    Ok(read(from, lines().filter(Column::Id.eq(id.0))).await?.pop())
}

/// Every byte of it, and to which address it was; none where they are not kept.
pub async fn raw(from: &impl Reads, id: MailId) -> Result<Option<(Vec<u8>, Option<String>)>, StoreError> {
    let raw = Entity::find_by_id(id.0).select_only().columns([Column::Raw, Column::Recipient]).into_tuple();
    let raw: Option<(Vec<u8>, Option<String>)> = raw.one(from.connection()).await?;
    Ok(raw.filter(|(raw, _)| !raw.is_empty()))
}

/// The last `most` mails of a question, in the order in which they came.
pub async fn of_ticket(from: &impl Reads, ticket: TicketId, most: u64) -> Result<Vec<IncomingMail>, StoreError> {
    let newest = lines().filter(Column::TicketId.eq(ticket.0)).order_by_desc(Column::Id).limit(most);
    let mut mail = read(from, newest).await?;
    mail.reverse();
    Ok(mail)
}

/// Mail that waits for a decision, the oldest first, behind this one.
pub async fn undecided(from: &impl Reads, after: Option<MailId>, most: u64) -> Result<Vec<IncomingMail>, StoreError> {
    let mut query = lines().filter(Expr::cust(IS_UNDECIDED)).order_by_asc(Column::Id).limit(most);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    read(from, query).await
}

/// Since when the oldest mail of this question waits for a decision; none when none does.
pub async fn held_since(from: &impl Reads, ticket: TicketId) -> Result<Option<DateTime<Utc>>, StoreError> {
    let oldest: Option<Option<DateTime<Utc>>> = Entity::find()
        .select_only()
        .expr(Expr::col(Column::ReceivedAt).min())
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Expr::cust(IS_UNDECIDED))
        .into_tuple()
        .one(from.connection())
        .await?;
    Ok(oldest.flatten())
}

/// Questions in this scope with mail that waits for a decision, by their numbers, with their subjects.
pub async fn waiting(from: &impl Reads, scope: &Scope, most: u64) -> Result<Vec<(Reference, String)>, StoreError> {
    let mut held = Query::select();
    held.column(Column::TicketId)
        .from(Entity)
        // Said in the words of the index, which holds these rows only.
        .and_where(Expr::cust(IS_UNDECIDED))
        .and_where(Column::TicketId.is_not_null());
    let rows: Vec<(i64, DateTime<Utc>, String)> = ticket::Entity::find()
        .select_only()
        .columns([ticket::Column::Id, ticket::Column::ReceivedAt, ticket::Column::Subject])
        .filter(ticket::Column::Id.in_subquery(held))
        .filter(scope.condition())
        .order_by_asc(ticket::Column::Id)
        .limit(most)
        .into_tuple()
        .all(from.connection())
        .await?;
    let named = |(id, received_at, subject): (i64, DateTime<Utc>, String)| {
        (Reference { year: amsterdam_day(received_at).year(), ticket: TicketId(id) }, subject)
    };
    Ok(rows.into_iter().map(named).collect())
}

/// Mail that was tried in vain this often, the oldest first.
pub async fn unreadable_mail(from: &impl Reads, tries: i32, most: u64) -> Result<Vec<IncomingMail>, StoreError> {
    let query = lines().filter(Expr::cust(IS_STORED)).filter(Column::Attempts.gte(tries));
    read(from, query.order_by_asc(Column::AgainAt).limit(most)).await
}

/// How much mail of this sender came in since then, of what was read.
pub async fn count_from(from: &impl Reads, email: &str, since: DateTime<Utc>) -> Result<i64, StoreError> {
    let sent = Entity::find().select_only().column_as(Expr::cust("count(*)"), "sent");
    let sent = sent.filter(Column::FromEmail.eq(email)).filter(Column::ReceivedAt.gt(since)).into_tuple();
    Ok(sent.one(from.connection()).await?.unwrap_or_default())
}

/// How much mail stands where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailCounts {
    /// In each state that any is in.
    pub by_state: Vec<(MailState, i64)>,
    /// Since when the oldest waits to be read.
    pub oldest_stored: Option<DateTime<Utc>>,
    /// Since when the oldest waits for a decision.
    pub oldest_undecided: Option<DateTime<Utc>>,
}

/// Counts them: one statement over all mail that is kept, and two for the oldest.
pub async fn counts(from: &impl Reads) -> Result<MailCounts, StoreError> {
    let all = Entity::find().select_only().column(Column::State).column_as(Expr::cust("count(*)"), "many");
    let all: Vec<(String, i64)> = all.group_by(Column::State).into_tuple().all(from.connection()).await?;
    let oldest = |which: &'static str| {
        let oldest = Entity::find().select_only().column_as(Column::ReceivedAt.min(), "oldest");
        oldest.filter(Expr::cust(which)).into_tuple::<Option<DateTime<Utc>>>()
    };
    let counted = |(state, many): (String, i64)| {
        Ok((MailState::parse(&state).ok_or_else(|| unreadable("incoming.state", &state))?, many))
    };
    Ok(MailCounts {
        by_state: all.into_iter().map(counted).collect::<Result<_, StoreError>>()?,
        oldest_stored: oldest(IS_STORED).one(from.connection()).await?.flatten(),
        oldest_undecided: oldest(IS_UNDECIDED).one(from.connection()).await?.flatten(),
    })
}

/// What goes after its term: what a machine wrote, what nobody took over, and the bytes of what was taken over.
const OVER: [&str; 2] = ["noted", "dropped"];

/// How much mail there is of before this moment that goes, or of which the bytes go.
pub async fn count_old(from: &impl Reads, before: DateTime<Utc>) -> Result<i64, StoreError> {
    let old = Entity::find().select_only().column_as(Expr::cust("count(*)"), "old");
    let old = old
        .filter(Column::ReceivedAt.lt(before))
        .filter(Column::State.is_in(OVER).or(Column::State.eq(MailState::Unsorted.as_str())).or(has_served()));
    Ok(old.into_tuple().one(from.connection()).await?.unwrap_or_default())
}

fn has_served() -> sea_orm::sea_query::SimpleExpr {
    Column::State.eq(MailState::Taken.as_str()).and(Expr::cust("length(raw) > 0"))
}

/// Forgets it; how much.
pub async fn forget_old(tx: &Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let old = Column::ReceivedAt.lt(before);
    let gone = Column::State.is_in(OVER).or(Column::State.eq(MailState::Unsorted.as_str()));
    let gone = Entity::delete_many().filter(old).filter(gone).exec(&tx.0).await?.rows_affected;
    let bare = Entity::update_many().col_expr(Column::Raw, Expr::val(Vec::<u8>::new()));
    let bare = bare.filter(Column::ReceivedAt.lt(before)).filter(has_served()).exec(&tx.0).await?.rows_affected;
    Ok(gone + bare)
}
