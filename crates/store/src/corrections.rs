//! What people said questions are about: the append-only log that routing learns from.

use crate::entity::correction::{ActiveModel, Column, Entity};
use crate::entity::{message, ticket};
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{MessageKind, PersonId, TicketId, TopicKey};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Alias, Expr, Func};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCorrection {
    /// About which question.
    pub ticket: TicketId,
    /// Its groups, as confirmed or corrected.
    pub groups: Vec<TopicKey>,
    /// Its themes, the primary one first.
    pub themes: Vec<TopicKey>,
    /// Set when somebody only said which theme it is not.
    pub wrong_theme: Option<TopicKey>,
    /// What the classifier had made of it; none when the topics had been set by people before.
    pub judged: Option<Judged>,
    /// Who says so.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A primary theme of the classifier that somebody looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Which theme.
    pub theme: TopicKey,
    /// How sure the classifier was, in thousandths.
    pub certainty: i32,
    /// Whether it proved right.
    pub right: bool,
}

/// Questions that people looked at, taken together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// What they have in common.
    pub name: String,
    /// How many.
    pub asked: i64,
    /// Of these, the primary theme proved right.
    pub right: i64,
    /// What the desk promised: the sum of its certainties, in thousandths.
    pub promised: i64,
}

/// A line of the log with the text of its question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// Counts up along the log.
    pub id: i64,
    /// About which question.
    pub ticket: TicketId,
    /// Its subject line.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// See [`NewCorrection`].
    pub groups: Vec<TopicKey>,
    /// See [`NewCorrection`].
    pub themes: Vec<TopicKey>,
    /// See [`NewCorrection`].
    pub wrong_theme: Option<TopicKey>,
    /// Who says so.
    pub by: PersonId,
}

/// The log as far as it can be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lessons {
    /// What can be read, oldest first.
    pub read: Vec<Lesson>,
    /// Whose line cannot be read, and why: every server leaves out the same ones.
    pub unreadable: Vec<(TicketId, String)>,
}

/// Appends a line.
pub async fn append(tx: &Tx, new: &NewCorrection) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: NotSet,
        ticket_id: Set(new.ticket.0),
        groups: Set(serde_json::to_value(&new.groups)?),
        themes: Set(serde_json::to_value(&new.themes)?),
        wrong_theme: Set(new.wrong_theme.as_ref().map(|key| key.0.clone())),
        certainty: Set(new.judged.as_ref().map(|judged| judged.certainty)),
        was_right: Set(new.judged.as_ref().map(|judged| judged.right)),
        proposed: Set(new.judged.as_ref().map(|judged| judged.theme.0.clone())),
        person_id: Set(new.by.0),
        at: Set(new.at),
    };
    Entity::insert(row).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// How many lines there are after this one.
pub async fn count_after(from: &impl Reads, id: i64) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::Id.gt(id)).count(from.connection()).await?)
}

/// The log up to and including a line, oldest first, with the texts. Of a question that was corrected several times
/// only the last line counts.
pub async fn until(from: &impl Reads, id: i64) -> Result<Lessons, StoreError> {
    type Row = (i64, i64, String, String, Option<String>, Uuid, String, String);
    // As text: one line that cannot be read must not hide the others.
    let text = |column: Column| Func::cast_as(Expr::col((Entity, column)), Alias::new("text"));
    let rows: Vec<Row> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::TicketId])
        .expr_as(text(Column::Groups), "groups")
        .expr_as(text(Column::Themes), "themes")
        .columns([Column::WrongTheme, Column::PersonId])
        .column(ticket::Column::Subject)
        .column(message::Column::Body)
        .join(
            JoinType::InnerJoin,
            Entity::belongs_to(ticket::Entity).from(Column::TicketId).to(ticket::Column::Id).into(),
        )
        .join(
            JoinType::InnerJoin,
            Entity::belongs_to(message::Entity).from(Column::TicketId).to(message::Column::TicketId).into(),
        )
        .filter(Column::Id.lte(id))
        // Nothing is learned from what is erased.
        .filter(ticket::Column::TextsErasedAt.is_null())
        .filter(message::Column::Kind.eq(MessageKind::Question.as_str()))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(from.connection())
        .await?;
    let mut lessons: Vec<Lesson> = Vec::with_capacity(rows.len());
    let mut unreadable = Vec::new();
    for (id, ticket, groups, themes, wrong, by, subject, body) in rows {
        let ticket = TicketId(ticket);
        let topics = serde_json::from_str(&groups).and_then(|groups| Ok((groups, serde_json::from_str(&themes)?)));
        let (groups, themes) = match topics {
            Ok(topics) => topics,
            Err(error) => {
                unreadable.push((ticket, format!("corrections {id}: {error}")));
                continue;
            }
        };
        lessons.push(Lesson {
            id,
            ticket,
            subject,
            body,
            groups,
            themes,
            wrong_theme: wrong.map(TopicKey),
            by: PersonId(by),
        });
    }
    let mut seen = std::collections::HashSet::new();
    lessons.reverse();
    lessons.retain(|lesson| seen.insert(lesson.ticket));
    lessons.reverse();
    Ok(Lessons { read: lessons, unreadable })
}

/// Did anybody say what this ticket is about, up to and including this line?
pub async fn is_lesson(from: &impl Reads, ticket: TicketId, until: i64) -> Result<bool, StoreError> {
    let said = Entity::find().filter(Column::TicketId.eq(ticket.0)).filter(Column::Id.lte(until));
    Ok(said.one(from.connection()).await?.is_some())
}

/// The number of the last line; 0 when there is none.
pub async fn last(from: &impl Reads) -> Result<i64, StoreError> {
    let id: Option<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .order_by_desc(Column::Id)
        .limit(1)
        .into_tuple()
        .one(from.connection())
        .await?;
    Ok(id.unwrap_or(0))
}

/// How sure the classifier was (thousandths) and whether it was right, of the last so many questions that were looked at,
/// newest first.
pub async fn judged(from: &impl Reads, limit: u64) -> Result<Vec<(i32, bool)>, StoreError> {
    let rows: Vec<(Option<i32>, Option<bool>)> = Entity::find()
        .select_only()
        .columns([Column::Certainty, Column::WasRight])
        .filter(Column::Certainty.is_not_null())
        .order_by_desc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(rows.into_iter().filter_map(|(certainty, right)| Some((certainty?, right?))).collect())
}

/// The questions that were looked at, by who asked: the kind of organisation.
pub async fn judged_by_kind(from: &impl Reads) -> Result<Vec<Tally>, StoreError> {
    let asked = Entity::belongs_to(ticket::Entity).from(Column::TicketId).to(ticket::Column::Id).into();
    tally(
        Entity::find().join(JoinType::InnerJoin, asked),
        Expr::col((ticket::Entity, ticket::Column::OrganisationKind)),
        from,
    )
    .await
}

/// The questions that were looked at, by the theme that the classifier had proposed.
pub async fn judged_by_theme(from: &impl Reads) -> Result<Vec<Tally>, StoreError> {
    let known = Entity::find().filter(Column::Proposed.is_not_null());
    tally(known, Expr::col((Entity, Column::Proposed)), from).await
}

async fn tally(rows: Select<Entity>, name: Expr, from: &impl Reads) -> Result<Vec<Tally>, StoreError> {
    let sum = |of: Expr| Func::cast_as(Func::sum(of), Alias::new("bigint"));
    let right = Expr::case(Column::WasRight.eq(true), 1).finally(0);
    let rows: Vec<(String, i64, i64, i64)> = rows
        .select_only()
        .expr_as(name.clone(), "name")
        .expr_as(Column::Id.count(), "asked")
        .expr_as(sum(right.into()), "right")
        .expr_as(sum(Expr::col((Entity, Column::Certainty))), "promised")
        .filter(Column::Certainty.is_not_null())
        .group_by(name.clone())
        .order_by_asc(name)
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(rows.into_iter().map(|(name, asked, right, promised)| Tally { name, asked, right, promised }).collect())
}

/// What people said of the last so many questions of which the proposed theme was wrong: the theme proposed, and the
/// primary one instead, newest first.
pub async fn mistaken(from: &impl Reads, limit: u64) -> Result<Vec<(TopicKey, Option<TopicKey>)>, StoreError> {
    let rows: Vec<(Option<String>, serde_json::Value)> = Entity::find()
        .select_only()
        .columns([Column::Proposed, Column::Themes])
        .filter(Column::Proposed.is_not_null())
        .filter(Column::WasRight.eq(false))
        .order_by_desc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(from.connection())
        .await?;
    let meant = |themes: &serde_json::Value| themes[0].as_str().map(TopicKey::from);
    Ok(rows.into_iter().filter_map(|(proposed, themes)| Some((TopicKey(proposed?), meant(&themes)))).collect())
}
