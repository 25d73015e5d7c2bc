//! How people of the desk want their letters, and which week's figures they were sent.

use crate::entity::letter_wish::{ActiveModel, Column, Entity, Model};
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx, versions};
use chrono::NaiveDate;
use domain::{LetterPace, LetterWishes, PersonId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use std::collections::HashMap;

/// Of everybody who chose something.
pub async fn all(from: &impl Reads) -> Result<HashMap<PersonId, LetterWishes>, StoreError> {
    Entity::find().all(from.connection()).await?.into_iter().map(wishes).collect()
}

/// Keeps what somebody chose; counts the roster version up. `begun` is the week of which they need not be sent the figures any
/// more, should this be the first that they choose.
pub async fn keep(tx: &Tx, person: PersonId, wishes: LetterWishes, begun: Option<NaiveDate>) -> Result<(), StoreError> {
    let row = ActiveModel {
        person_id: Set(person.0),
        pace: Set(wishes.pace.as_str().to_owned()),
        weekly_figures: Set(wishes.weekly_figures),
        figures_of: Set(begun),
    };
    let chosen = OnConflict::column(Column::PersonId).update_columns([Column::Pace, Column::WeeklyFigures]).to_owned();
    Entity::insert(row).on_conflict(chosen).exec_without_returning(&tx.0).await?;
    versions::count_up_roster(tx).await
}

/// Who wants the figures of weeks and was not sent those of the week that begins on this day.
pub async fn without_figures_of(from: &impl Reads, monday: NaiveDate) -> Result<Vec<PersonId>, StoreError> {
    let rows = Entity::find().filter(Column::WeeklyFigures.eq(true)).filter(not_sent(monday));
    Ok(rows.all(from.connection()).await?.into_iter().map(|row| PersonId(row.person_id)).collect())
}

/// Writes down that somebody is sent the figures of this week; `false` when they were before.
pub async fn claim_figures_of(tx: &Tx, person: PersonId, monday: NaiveDate) -> Result<bool, StoreError> {
    let claimed = Entity::update_many()
        .col_expr(Column::FiguresOf, Expr::val(monday))
        .filter(Column::PersonId.eq(person.0))
        .filter(Column::WeeklyFigures.eq(true))
        .filter(not_sent(monday));
    Ok(claimed.exec(&tx.0).await?.rows_affected == 1)
}

fn not_sent(monday: NaiveDate) -> Condition {
    Condition::any().add(Column::FiguresOf.is_null()).add(Column::FiguresOf.lt(monday))
}

fn wishes(row: Model) -> Result<(PersonId, LetterWishes), StoreError> {
    let pace = LetterPace::parse(&row.pace).ok_or_else(|| unreadable("letter_wishes.pace", &row.pace))?;
    Ok((PersonId(row.person_id), LetterWishes { pace, weekly_figures: row.weekly_figures }))
}
