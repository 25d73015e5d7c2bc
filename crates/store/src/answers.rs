//! Answers for everybody (knowledge items), with the versions of each.

use crate::entity::answer::{self, Entity as Answers};
use crate::entity::answer_version::{ActiveModel, Column, Entity, Model};
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{Answer, AnswerId, AnswerStanding, AnswerVersion, PersonId, PublishedAnswer, Release, SentBack, TicketId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};

/// What only drafts and what is offered are; as the indexes say it.
const WORKING: &str = "state IN ('draft', 'offered')";
const PUBLIC: &str = "state = 'published'";

/// A first version of a new answer.
pub async fn insert(tx: &Tx, new: &Answer, first: &AnswerVersion) -> Result<(), StoreError> {
    let row = answer::ActiveModel {
        id: Set(new.id.0),
        key: Set(new.key.clone()),
        owner_id: Set(new.owner.0),
        ticket_id: Set(new.ticket.map(|ticket| ticket.0)),
        first_published_at: Set(None),
        changed_at: Set(None),
        edition: Set(None),
    };
    Answers::insert(row).exec_without_returning(&tx.0).await?;
    insert_version(tx, first).await
}

/// A next version.
pub async fn insert_version(tx: &Tx, version: &AnswerVersion) -> Result<(), StoreError> {
    Entity::insert(row(version)?).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// A version as it stands now, in the place of what it was; `false` when it changed since.
pub async fn replace(tx: &Tx, version: &AnswerVersion) -> Result<bool, StoreError> {
    let changed = ActiveModel { revision: Set(version.revision + 1), ..row(version)? };
    let update = Entity::update_many()
        .set(changed)
        .filter(Column::AnswerId.eq(version.answer.0))
        .filter(Column::Number.eq(version.number))
        .filter(Column::Revision.eq(version.revision));
    Ok(update.exec(&tx.0).await?.rows_affected == 1)
}

/// Throws a version away, and its answer when that has no other; `false` when it changed since.
pub async fn delete(tx: &Tx, version: &AnswerVersion) -> Result<bool, StoreError> {
    let gone = Entity::delete_many()
        .filter(Column::AnswerId.eq(version.answer.0))
        .filter(Column::Number.eq(version.number))
        .filter(Column::Revision.eq(version.revision));
    if gone.exec(&tx.0).await?.rows_affected == 0 {
        return Ok(false);
    }
    if Entity::find().filter(Column::AnswerId.eq(version.answer.0)).count(&tx.0).await? == 0 {
        Answers::delete_by_id(version.answer.0).exec(&tx.0).await?;
    }
    Ok(true)
}

/// One answer.
pub async fn find(from: &impl Reads, id: AnswerId) -> Result<Option<Answer>, StoreError> {
    Ok(Answers::find_by_id(id.0).one(from.connection()).await?.map(read_answer))
}

/// Its versions, the newest first.
pub async fn versions_of(from: &impl Reads, id: AnswerId) -> Result<Vec<AnswerVersion>, StoreError> {
    let rows = Entity::find().filter(Column::AnswerId.eq(id.0)).order_by_desc(Column::Number);
    rows.all(from.connection()).await?.into_iter().map(version).collect()
}

/// What was made of a question.
pub async fn of_ticket(from: &impl Reads, ticket: TicketId) -> Result<Option<AnswerId>, StoreError> {
    let made = Answers::find().filter(answer::Column::TicketId.eq(ticket.0)).order_by_asc(answer::Column::Id);
    Ok(made.one(from.connection()).await?.map(|row| AnswerId(row.id)))
}

/// Every version that is being written or read along, the latest first; at most so many.
pub async fn working(from: &impl Reads, most: u64) -> Result<Vec<AnswerVersion>, StoreError> {
    let rows = Entity::find().filter(Expr::cust(WORKING)).order_by_desc(Column::WrittenAt).limit(most);
    rows.all(from.connection()).await?.into_iter().map(version).collect()
}

/// Everything that the public reads, what changed last first. All of it is read: it is kept in memory.
pub async fn published(from: &impl Reads) -> Result<Vec<PublishedAnswer>, StoreError> {
    let connection = from.connection();
    let versions = Entity::find().filter(Expr::cust(PUBLIC)).all(connection).await?;
    let answers = Answers::find()
        .filter(answer::Column::Edition.is_not_null())
        .order_by_desc(answer::Column::Edition)
        .all(connection)
        .await?;
    let mut versions: std::collections::HashMap<_, _> =
        versions.into_iter().map(|version| (version.answer_id, version)).collect();
    answers.into_iter().filter_map(|row| Some((versions.remove(&row.id)?, row))).map(read_published).collect()
}

/// The how many-th change of what the public reads was the last.
pub async fn edition(from: &impl Reads) -> Result<i64, StoreError> {
    let connection = from.connection();
    let sql = "SELECT answers FROM versions";
    let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    let row = row.ok_or_else(|| StoreError::Unreadable("versions is empty".to_owned()))?;
    Ok(row.try_get("", "answers")?)
}

/// What the public reads of this answer changes: whoever changes another one at the same moment waits. Gives the number of
/// the change.
pub async fn begin_edition(tx: &Tx) -> Result<i64, StoreError> {
    let count_up = "UPDATE versions SET answers = answers + 1";
    tx.0.execute_raw(Statement::from_string(tx.0.get_database_backend(), count_up)).await?;
    edition(tx).await
}

/// Is this place in the address another answer's?
pub async fn is_taken(from: &impl Reads, key: &str, by_another_than: AnswerId) -> Result<bool, StoreError> {
    let taken = Answers::find().filter(answer::Column::Key.eq(key)).filter(answer::Column::Id.ne(by_another_than.0));
    Ok(taken.one(from.connection()).await?.is_some())
}

/// What the public reads of it is another thing from this edition on.
pub async fn change(tx: &Tx, changed: &Answer, edition: i64) -> Result<(), StoreError> {
    Answers::update_many()
        .col_expr(answer::Column::Key, Expr::val(changed.key.clone()))
        .col_expr(answer::Column::OwnerId, Expr::val(changed.owner.0))
        .col_expr(answer::Column::FirstPublishedAt, Expr::val(changed.first_published_at))
        .col_expr(answer::Column::ChangedAt, Expr::val(changed.changed_at))
        .col_expr(answer::Column::Edition, Expr::val(edition))
        .filter(answer::Column::Id.eq(changed.id.0))
        .exec(&tx.0)
        .await?;
    Ok(())
}

fn row(version: &AnswerVersion) -> Result<ActiveModel, StoreError> {
    let content = serde_json::to_value(&version.text).map_err(|error| StoreError::Unreadable(error.to_string()))?;
    let standing = Columns::of(&version.standing);
    Ok(ActiveModel {
        answer_id: Set(version.answer.0),
        number: Set(version.number),
        state: Set(version.standing.as_str().to_owned()),
        content: Set(content),
        author_id: Set(version.author.0),
        written_at: Set(version.written_at),
        offered_at: Set(standing.offered_at),
        reader_id: Set(standing.reader.map(|person| person.0)),
        read_at: Set(standing.read_at),
        remark: Set(standing.remark),
        ended_at: Set(standing.ended_at),
        ended_by: Set(standing.ended_by.map(|person| person.0)),
        revision: Set(version.revision),
    })
}

/// What a state holds, as columns.
#[derive(Default)]
struct Columns {
    offered_at: Option<DateTime<Utc>>,
    reader: Option<PersonId>,
    read_at: Option<DateTime<Utc>>,
    remark: Option<String>,
    ended_at: Option<DateTime<Utc>>,
    ended_by: Option<PersonId>,
}

impl Columns {
    fn of(standing: &AnswerStanding) -> Self {
        let released =
            |release: &Release| Self { reader: Some(release.reader), read_at: Some(release.at), ..Self::default() };
        match standing {
            AnswerStanding::Draft { sent_back: None } => Self::default(),
            AnswerStanding::Draft { sent_back: Some(SentBack { reader, at, remark }) } => {
                Self { reader: Some(*reader), read_at: Some(*at), remark: Some(remark.clone()), ..Self::default() }
            }
            AnswerStanding::Offered { at } => Self { offered_at: Some(*at), ..Self::default() },
            AnswerStanding::Published(release) => released(release),
            AnswerStanding::Replaced { release, at } => Self { ended_at: Some(*at), ..released(release) },
            AnswerStanding::Withdrawn { release, by, at } => {
                Self { ended_at: Some(*at), ended_by: Some(*by), ..released(release) }
            }
        }
    }

    fn standing(self, state: &str) -> Option<AnswerStanding> {
        let release = self.reader.zip(self.read_at).map(|(reader, at)| Release { reader, at });
        let sent_back =
            release.zip(self.remark).map(|(Release { reader, at }, remark)| SentBack { reader, at, remark });
        Some(match state {
            "draft" => AnswerStanding::Draft { sent_back },
            "offered" => AnswerStanding::Offered { at: self.offered_at? },
            "published" => AnswerStanding::Published(release?),
            "replaced" => AnswerStanding::Replaced { release: release?, at: self.ended_at? },
            "withdrawn" => AnswerStanding::Withdrawn { release: release?, by: self.ended_by?, at: self.ended_at? },
            _ => return None,
        })
    }
}

fn version(row: Model) -> Result<AnswerVersion, StoreError> {
    let columns = Columns {
        offered_at: row.offered_at,
        reader: row.reader_id.map(PersonId),
        read_at: row.read_at,
        remark: row.remark,
        ended_at: row.ended_at,
        ended_by: row.ended_by.map(PersonId),
    };
    Ok(AnswerVersion {
        answer: AnswerId(row.answer_id),
        number: row.number,
        standing: columns.standing(&row.state).ok_or_else(|| unreadable("answer_versions.state", &row.state))?,
        text: serde_json::from_value(row.content)
            .map_err(|error| unreadable("answer_versions.content", &error.to_string()))?,
        author: PersonId(row.author_id),
        written_at: row.written_at,
        revision: row.revision,
    })
}

fn read_answer(row: answer::Model) -> Answer {
    Answer {
        id: AnswerId(row.id),
        key: row.key,
        owner: PersonId(row.owner_id),
        ticket: row.ticket_id.map(TicketId),
        first_published_at: row.first_published_at,
        changed_at: row.changed_at,
    }
}

fn read_published((public, row): (Model, answer::Model)) -> Result<PublishedAnswer, StoreError> {
    let id = row.id.to_string();
    let missing = || unreadable("answers.key", &id);
    let version = version(public)?;
    let AnswerStanding::Published(release) = version.standing else { return Err(missing()) };
    Ok(PublishedAnswer {
        id: AnswerId(row.id),
        key: row.key.ok_or_else(missing)?,
        owner: PersonId(row.owner_id),
        version: version.number,
        text: version.text,
        first_published_at: row.first_published_at.ok_or_else(missing)?,
        published_at: release.at,
        edition: row.edition.ok_or_else(missing)?,
    })
}
