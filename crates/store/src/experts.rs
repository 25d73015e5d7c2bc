//! What routing knows of experts, and how busy they are.

use crate::entity::{absence, coverage, expert, expert_load, expertise, person};
use crate::error::unreadable;
use crate::versions::{self, Versions};
use crate::{Reads, StoreError, Tx, people};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Absence, Coverage, Expert, Expertise, LayoutKey, Level, PersonId, RegionRef, TopicKey, WorkingDays};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, Statement, UpdateMany,
};
use std::collections::HashMap;
use uuid::Uuid;

/// How busy an expert is. Kept beside the roster because it changes with every assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpertLoad {
    /// Who.
    pub expert: PersonId,
    /// Open work in minutes.
    pub open_minutes: i32,
    /// Work received lately, in minutes, as it stood at `last_assigned_at`; it fades from then on.
    pub recent_minutes: i32,
    /// When the last ticket was assigned.
    pub last_assigned_at: Option<DateTime<Utc>>,
    /// Counts up when they lose the right to questions.
    pub revision: i64,
}

/// Everybody who may get questions (active, role expert), with expertise, coverage and absences.
pub async fn all(from: &impl Reads) -> Result<Vec<Expert>, StoreError> {
    let people = people::all(from).await?;
    let profiles = expert::Entity::find().all(from.connection()).await?;
    let mut profiles: HashMap<Uuid, expert::Model> = profiles.into_iter().map(|row| (row.person_id, row)).collect();
    let mut known: HashMap<Uuid, Vec<Expertise>> = HashMap::new();
    for row in expertise::Entity::find().order_by_asc(expertise::Column::Topic).all(from.connection()).await? {
        let level =
            Level::from_number(row.level).ok_or_else(|| unreadable("expertise.level", &row.level.to_string()))?;
        known.entry(row.person_id).or_default().push(Expertise { topic: TopicKey(row.topic), level });
    }
    let mut covered: HashMap<Uuid, Vec<Coverage>> = HashMap::new();
    for row in coverage::Entity::find().order_by_asc(coverage::Column::Code).all(from.connection()).await? {
        let place = if row.layout.is_empty() {
            Coverage::National
        } else {
            Coverage::Region(RegionRef { layout: LayoutKey(row.layout), code: row.code })
        };
        covered.entry(row.person_id).or_default().push(place);
    }
    let mut away: HashMap<Uuid, Vec<Absence>> = HashMap::new();
    for row in absence::Entity::find().order_by_asc(absence::Column::FromOn).all(from.connection()).await? {
        let absence = Absence { from: row.from_on, to: row.to_on, cover: row.cover_id.map(PersonId) };
        away.entry(row.person_id).or_default().push(absence);
    }
    people
        .into_iter()
        .filter(|person| person.is_expert())
        .filter_map(|person| profiles.remove(&person.id.0).map(|profile| (person, profile)))
        .map(|(person, profile)| {
            Ok(Expert {
                id: person.id,
                name: person.name,
                expertise: known.remove(&person.id.0).unwrap_or_default(),
                coverage: covered.remove(&person.id.0).unwrap_or_default(),
                languages: serde_json::from_value(profile.languages)?,
                weekly_minutes: profile.weekly_minutes,
                working_days: WorkingDays(u8::try_from(profile.working_days).unwrap_or(0)),
                absences: away.remove(&person.id.0).unwrap_or_default(),
            })
        })
        .collect()
}

/// Adds experts or replaces them by id (the person must exist), each with a load; counts the roster version up.
pub async fn save(tx: &Tx, experts: &[Expert]) -> Result<(), StoreError> {
    for one in experts {
        let id = one.id.0;
        let row = expert::ActiveModel {
            person_id: Set(id),
            weekly_minutes: Set(one.weekly_minutes),
            working_days: Set(i32::from(one.working_days.0)),
            languages: Set(serde_json::to_value(&one.languages)?),
        };
        let columns = [expert::Column::WeeklyMinutes, expert::Column::WorkingDays, expert::Column::Languages];
        expert::Entity::insert(row)
            .on_conflict(OnConflict::column(expert::Column::PersonId).update_columns(columns).to_owned())
            .exec_without_returning(&tx.0)
            .await?;
        insert_load(tx, one.id).await?;
        expertise::Entity::delete_many().filter(expertise::Column::PersonId.eq(id)).exec(&tx.0).await?;
        coverage::Entity::delete_many().filter(coverage::Column::PersonId.eq(id)).exec(&tx.0).await?;
        absence::Entity::delete_many().filter(absence::Column::PersonId.eq(id)).exec(&tx.0).await?;
        insert_profile(tx, one).await?;
    }
    versions::count_up_roster(tx).await
}

/// Holds an expert's profile and absences until the transaction ends: what is read of them afterwards stays true. (SQLite
/// has one writer at a time anyway, and writes no lock.)
pub async fn hold(tx: &Tx, id: PersonId) -> Result<(), StoreError> {
    expert::Entity::find_by_id(id.0).lock_exclusive().one(&tx.0).await?;
    Ok(())
}

/// Replaces what an expert knows, where they work and how much time they have; absences stay. Counts the roster version up.
pub async fn save_profile(tx: &Tx, one: &Expert) -> Result<(), StoreError> {
    let id = one.id.0;
    expert::Entity::update_many()
        .col_expr(expert::Column::WeeklyMinutes, Expr::val(one.weekly_minutes))
        .col_expr(expert::Column::WorkingDays, Expr::val(i32::from(one.working_days.0)))
        .col_expr(expert::Column::Languages, Expr::val(serde_json::to_value(&one.languages)?))
        .filter(expert::Column::PersonId.eq(id))
        .exec(&tx.0)
        .await?;
    expertise::Entity::delete_many().filter(expertise::Column::PersonId.eq(id)).exec(&tx.0).await?;
    coverage::Entity::delete_many().filter(coverage::Column::PersonId.eq(id)).exec(&tx.0).await?;
    insert_profile(tx, &Expert { absences: Vec::new(), ..one.clone() }).await?;
    versions::count_up_roster(tx).await
}

/// Adds an absence; counts the roster version up.
pub async fn add_absence(tx: &Tx, id: PersonId, absence: &Absence) -> Result<(), StoreError> {
    absence::Entity::insert(absence_row(id, absence)).exec_without_returning(&tx.0).await?;
    versions::count_up_roster(tx).await
}

/// Takes the absence away that begins on this day; `false` when there is none. Counts the roster version up.
pub async fn remove_absence(tx: &Tx, id: PersonId, from: NaiveDate) -> Result<bool, StoreError> {
    let gone = absence::Entity::delete_many()
        .filter(absence::Column::PersonId.eq(id.0))
        .filter(absence::Column::FromOn.eq(from))
        .exec(&tx.0)
        .await?;
    versions::count_up_roster(tx).await?;
    Ok(gone.rows_affected == 1)
}

fn absence_row(id: PersonId, absence: &Absence) -> absence::ActiveModel {
    absence::ActiveModel {
        person_id: Set(id.0),
        from_on: Set(absence.from),
        to_on: Set(absence.to),
        cover_id: Set(absence.cover.map(|cover| cover.0)),
    }
}

/// Gives somebody who becomes an expert an empty profile; one they have already stays.
pub async fn ensure(tx: &Tx, id: PersonId) -> Result<(), StoreError> {
    let row = expert::ActiveModel {
        person_id: Set(id.0),
        weekly_minutes: Set(0),
        working_days: Set(i32::from(WorkingDays::FULL_WEEK.0)),
        languages: Set(serde_json::Value::Array(Vec::new())),
    };
    expert::Entity::insert(row)
        .on_conflict(OnConflict::column(expert::Column::PersonId).do_nothing().to_owned())
        .exec_without_returning(&tx.0)
        .await?;
    insert_load(tx, id).await?;
    versions::count_up_roster(tx).await
}

async fn insert_load(tx: &Tx, id: PersonId) -> Result<(), StoreError> {
    use expert_load::{Column, Entity};
    // The next short number; PostgreSQL, where several may ask at once, keeps count itself.
    let embedded = tx.0.get_database_backend() == DatabaseBackend::Sqlite;
    let number = if embedded { "(SELECT COALESCE(MAX(number), 0) + 1 FROM expert_loads)" } else { "DEFAULT" };
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns([Column::PersonId, Column::OpenMinutes, Column::RecentMinutes, Column::Revision, Column::Number])
        .values([id.0.into(), 0.into(), 0.into(), 0.into(), Expr::cust(number)])
        .map_err(|error| StoreError::Database(error.to_string()))?
        .on_conflict(OnConflict::column(Column::PersonId).do_nothing().to_owned());
    tx.0.execute(&insert).await?;
    Ok(())
}

async fn insert_profile(tx: &Tx, one: &Expert) -> Result<(), StoreError> {
    let id = one.id.0;
    let topics = one.expertise.iter().map(|known| expertise::ActiveModel {
        person_id: Set(id),
        topic: Set(known.topic.0.clone()),
        level: Set(known.level.number()),
    });
    let places = one.coverage.iter().map(|place| {
        let (layout, code) = match place {
            Coverage::National => (String::new(), String::new()),
            Coverage::Region(region) => (region.layout.0.clone(), region.code.clone()),
        };
        coverage::ActiveModel { person_id: Set(id), layout: Set(layout), code: Set(code) }
    });
    let absences = one.absences.iter().map(|absence| absence_row(one.id, absence));
    if !one.expertise.is_empty() {
        expertise::Entity::insert_many(topics).exec_without_returning(&tx.0).await?;
    }
    if !one.coverage.is_empty() {
        coverage::Entity::insert_many(places).exec_without_returning(&tx.0).await?;
    }
    if !one.absences.is_empty() {
        absence::Entity::insert_many(absences).exec_without_returning(&tx.0).await?;
    }
    Ok(())
}

/// Holds every expert's load until the end of the transaction, so that nobody takes the last room in a week in between. On
/// SQLite there is one writer anyway.
pub async fn hold_loads(tx: &Tx) -> Result<(), StoreError> {
    use expert_load::{Column, Entity};
    // In one order, or two that hold would wait for each other.
    Entity::find().order_by_asc(Column::PersonId).lock_exclusive().all(&tx.0).await?;
    Ok(())
}

/// Every expert's load, and the versions the caller's caches must match (one statement).
pub async fn loads(from: &impl Reads) -> Result<(Vec<ExpertLoad>, Versions), StoreError> {
    let sql = "SELECT v.roster, v.reference, v.routing, v.promises, \
               l.person_id, l.open_minutes, l.recent_minutes, l.last_assigned_at, l.revision \
               FROM versions v LEFT JOIN expert_loads l ON 1 = 1";
    let connection = from.connection();
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    let current = rows.first().map(versions::read).transpose()?.unwrap_or_default();
    let loads: Result<Vec<Option<ExpertLoad>>, StoreError> = rows.iter().map(load).collect();
    Ok((loads?.into_iter().flatten().collect(), current))
}

/// The load in a row that selects one; none when the row stands for no expert.
pub(crate) fn load(row: &QueryResult) -> Result<Option<ExpertLoad>, StoreError> {
    let Some(expert) = row.try_get::<Option<Uuid>>("", "person_id")? else { return Ok(None) };
    Ok(Some(ExpertLoad {
        expert: PersonId(expert),
        open_minutes: row.try_get("", "open_minutes")?,
        recent_minutes: row.try_get("", "recent_minutes")?,
        last_assigned_at: row.try_get("", "last_assigned_at")?,
        revision: row.try_get("", "revision")?,
    }))
}

/// The short number of each expert, under which decisions name them; nobody else ever gets it.
pub type Numbers = HashMap<PersonId, i32>;

/// Everybody's short number.
pub async fn numbers(from: &impl Reads) -> Result<Numbers, StoreError> {
    let rows: Vec<(Uuid, i32)> = expert_load::Entity::find()
        .select_only()
        .columns([expert_load::Column::PersonId, expert_load::Column::Number])
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(rows.into_iter().map(|(expert, number)| (PersonId(expert), number)).collect())
}

/// Who has which short number, and what they are called now.
pub(crate) type ByNumber = HashMap<i32, (PersonId, String)>;

/// Everybody who has a short number.
pub(crate) async fn by_number(from: &impl Reads) -> Result<ByNumber, StoreError> {
    let rows: Vec<(i32, Uuid, String)> = expert_load::Entity::find()
        .select_only()
        .columns([expert_load::Column::Number, expert_load::Column::PersonId])
        .column(person::Column::Name)
        .join(
            JoinType::InnerJoin,
            expert_load::Entity::belongs_to(person::Entity)
                .from(expert_load::Column::PersonId)
                .to(person::Column::Id)
                .into(),
        )
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(rows.into_iter().map(|(number, id, name)| (number, (PersonId(id), name))).collect())
}

/// How much an expert may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Open work may come to this many minutes: the desk chose, within the week.
    Within(i32),
    /// A person chose: the week may overflow.
    Made,
}

/// Work that somebody gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Who.
    pub expert: PersonId,
    /// What they then received lately, in minutes.
    pub recent_minutes: i32,
    /// Whether it must fit.
    pub room: Room,
    /// The revision of their load when it was decided.
    pub revision: i64,
}

/// An expert loses the right to questions, some or all: what was decided for them before, and is not stored yet, fails. What
/// is stored already is seen by whoever looks for it after this transaction.
pub async fn take_rights(tx: &Tx, expert: PersonId) -> Result<(), StoreError> {
    use expert_load::{Column, Entity};
    Entity::update_many()
        .col_expr(Column::Revision, Expr::col(Column::Revision).add(1))
        .filter(Column::PersonId.eq(expert.0))
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// Takes the work of a question from one expert and gives it to another, either of whom may be nobody; `false` when it
/// did not fit because another question came first, or when whoever gets it lost the right to it since (what was to be
/// taken is taken all the same).
///
/// Rows are changed in the order of their ids, whoever gives and whoever gets: two people who hand each other questions
/// at the same moment wait for each other once, and never in a circle.
pub async fn move_work(
    tx: &Tx,
    from: Option<PersonId>,
    to: Option<&Taken>,
    minutes: i32,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let gives_first = from.is_some_and(|from| to.is_none_or(|to| from <= to.expert));
    if gives_first && let Some(from) = from {
        drop_work(tx, from, minutes).await?;
    }
    let taken = match to {
        Some(to) => take_work(tx, to, minutes, now).await?,
        None => true,
    };
    if !gives_first && let Some(from) = from {
        drop_work(tx, from, minutes).await?;
    }
    Ok(taken)
}

async fn take_work(tx: &Tx, to: &Taken, minutes: i32, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(taking(to, minutes, now).exec(&tx.0).await?.rows_affected == 1)
}

/// The statement that gives somebody work: it touches no row when there is no room, or the right to it is gone.
pub(crate) fn taking(to: &Taken, minutes: i32, now: DateTime<Utc>) -> UpdateMany<expert_load::Entity> {
    use expert_load::{Column, Entity};
    let mut update = Entity::update_many()
        .col_expr(Column::OpenMinutes, Expr::col(Column::OpenMinutes).add(minutes))
        .col_expr(Column::RecentMinutes, Expr::val(to.recent_minutes))
        .col_expr(Column::LastAssignedAt, Expr::val(now))
        .filter(Column::PersonId.eq(to.expert.0))
        .filter(Column::Revision.eq(to.revision));
    if let Room::Within(weekly) = to.room {
        update = update.filter(Column::OpenMinutes.lte(weekly - minutes));
    }
    update
}

/// A question that waited counts again, also when it does not fit. How much open work its expert then has, in minutes; none
/// when they are no expert.
pub async fn resume_work(tx: &Tx, expert: PersonId, minutes: i32) -> Result<Option<i32>, StoreError> {
    use expert_load::{Column, Entity};
    let resumed = Entity::update_many()
        .col_expr(Column::OpenMinutes, Expr::col(Column::OpenMinutes).add(minutes))
        .filter(Column::PersonId.eq(expert.0))
        .exec_with_returning(&tx.0)
        .await?;
    Ok(resumed.first().map(|load| load.open_minutes))
}

/// The work is done, or waits for the asker.
pub async fn drop_work(tx: &Tx, expert: PersonId, minutes: i32) -> Result<(), StoreError> {
    use expert_load::{Column, Entity};
    Entity::update_many()
        .col_expr(Column::OpenMinutes, Expr::col(Column::OpenMinutes).sub(minutes))
        .filter(Column::PersonId.eq(expert.0))
        .exec(&tx.0)
        .await?;
    Ok(())
}
