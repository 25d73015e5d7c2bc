//! How many people live in each municipality (population), counted on one day.

use crate::entity::inhabitant;
use crate::{Reads, StoreError, Tx, versions};
use domain::{Inhabitants, MunicipalityCode};
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, QueryOrder};

/// Rows per insert: SQLite allows 32,766 values in a statement, PostgreSQL 65,535.
const ROWS_PER_INSERT: usize = 1_000;

/// All of them, if there are any.
pub async fn load(from: &impl Reads) -> Result<Option<Inhabitants>, StoreError> {
    let rows = inhabitant::Entity::find().order_by_asc(inhabitant::Column::Municipality).all(from.connection()).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let (counted_on, source) = (first.counted_on, first.source.clone());
    let numbers = rows.into_iter().map(|row| (MunicipalityCode(row.municipality), i64::from(row.inhabitants)));
    Ok(Some(Inhabitants { counted_on, source, numbers: numbers.collect() }))
}

/// Takes the place of all that were known. Counts the reference version up.
pub async fn replace(tx: &Tx, inhabitants: &Inhabitants) -> Result<(), StoreError> {
    inhabitant::Entity::delete_many().exec(&tx.0).await?;
    let numbers: Vec<_> = inhabitants.numbers.iter().collect();
    for some in numbers.chunks(ROWS_PER_INSERT) {
        let rows = some.iter().map(|(municipality, many)| inhabitant::ActiveModel {
            municipality: Set(municipality.0.clone()),
            // No municipality will ever have as many as do not fit.
            inhabitants: Set(i32::try_from(**many).unwrap_or(i32::MAX)),
            counted_on: Set(inhabitants.counted_on),
            source: Set(inhabitants.source.clone()),
        });
        inhabitant::Entity::insert_many(rows).exec_without_returning(&tx.0).await?;
    }
    versions::count_up_reference(tx).await
}
