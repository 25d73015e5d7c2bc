//! Municipalities, layouts, regions and dated memberships.

use crate::entity::{layout, membership, municipality, region};
use crate::error::unreadable;
use crate::{Reads, StoreError, Tx, inhabitants, versions};
use chrono::{Days, NaiveDate};
use domain::{
    Confidence, Geography, Layout, LayoutKey, Membership, Municipality, MunicipalityCode, Period, Region, RegionRef,
};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

/// Rows per insert: SQLite allows 32,766 values in a statement, PostgreSQL 65,535.
const ROWS_PER_INSERT: usize = 1_000;

/// All of it; small enough to be held in memory.
pub async fn load(from: &impl Reads) -> Result<Geography, StoreError> {
    let mut geography = Geography::default();
    for row in layout::Entity::find().all(from.connection()).await? {
        let key = LayoutKey(row.key);
        geography.layouts.insert(key.clone(), Layout { key, label: row.label, weight: row.weight });
    }
    // The latest period of a region comes last and gives its name.
    for row in region::Entity::find().order_by_asc(region::Column::ValidFrom).all(from.connection()).await? {
        let reference = RegionRef { layout: LayoutKey(row.layout), code: row.code };
        let known = Region {
            region: reference.clone(),
            name: row.name,
            confidence: confidence(&row.confidence)?,
            valid: Period { from: row.valid_from, to: row.valid_to },
        };
        geography.regions.insert(reference, known);
    }
    for row in municipality::Entity::find().all(from.connection()).await? {
        let code = MunicipalityCode(row.code);
        let known = Municipality {
            code: code.clone(),
            name: row.name,
            aliases: serde_json::from_value(row.aliases)?,
            valid: Period { from: row.valid_from, to: row.valid_to },
            successor: row.successor.map(MunicipalityCode),
        };
        geography.municipalities.insert(code, known);
    }
    for row in membership::Entity::find().all(from.connection()).await? {
        let municipality = MunicipalityCode(row.municipality);
        geography.memberships.entry(municipality.clone()).or_default().push(Membership {
            municipality,
            region: RegionRef { layout: LayoutKey(row.layout), code: row.region },
            is_primary: row.is_primary,
            confidence: confidence(&row.confidence)?,
            source: row.source,
            valid: Period { from: row.valid_from, to: row.valid_to },
        });
    }
    geography.inhabitants = inhabitants::load(from).await?;
    Ok(geography)
}

fn confidence(word: &str) -> Result<Confidence, StoreError> {
    Confidence::parse(word).ok_or_else(|| unreadable("confidence", word))
}

/// Adds or replaces municipalities by code. Counts the reference version up.
pub async fn save_municipalities(tx: &Tx, municipalities: &[Municipality]) -> Result<(), StoreError> {
    for some in municipalities.chunks(ROWS_PER_INSERT) {
        let rows: Vec<municipality::ActiveModel> = some
            .iter()
            .map(|known| {
                Ok(municipality::ActiveModel {
                    code: Set(known.code.0.clone()),
                    name: Set(known.name.clone()),
                    aliases: Set(serde_json::to_value(&known.aliases)?),
                    valid_from: Set(known.valid.from),
                    valid_to: Set(known.valid.to),
                    successor: Set(known.successor.as_ref().map(|code| code.0.clone())),
                })
            })
            .collect::<Result<_, StoreError>>()?;
        let columns = [
            municipality::Column::Name,
            municipality::Column::Aliases,
            municipality::Column::ValidFrom,
            municipality::Column::ValidTo,
            municipality::Column::Successor,
        ];
        municipality::Entity::insert_many(rows)
            .on_conflict(OnConflict::column(municipality::Column::Code).update_columns(columns).to_owned())
            .exec_without_returning(&tx.0)
            .await?;
    }
    versions::count_up_reference(tx).await
}

/// Replaces a layout from a day on: what held before ends the day before, what would have begun later is dropped, and
/// what is given is added. Counts the reference version up.
pub async fn replace_layout(
    tx: &Tx,
    replaced: &Layout,
    regions: &[Region],
    memberships: &[Membership],
    from_day: NaiveDate,
) -> Result<(), StoreError> {
    let key = &replaced.key.0;
    let row =
        layout::ActiveModel { key: Set(key.clone()), label: Set(replaced.label.clone()), weight: Set(replaced.weight) };
    layout::Entity::insert(row)
        .on_conflict(
            OnConflict::column(layout::Column::Key)
                .update_columns([layout::Column::Label, layout::Column::Weight])
                .to_owned(),
        )
        .exec_without_returning(&tx.0)
        .await?;
    end_what_held(tx, key, from_day).await?;
    for some in regions.chunks(ROWS_PER_INSERT) {
        let rows = some.iter().map(|known| region::ActiveModel {
            layout: Set(key.clone()),
            code: Set(known.region.code.clone()),
            valid_from: Set(known.valid.from),
            valid_to: Set(known.valid.to),
            name: Set(known.name.clone()),
            confidence: Set(known.confidence.as_str().to_owned()),
        });
        region::Entity::insert_many(rows).exec_without_returning(&tx.0).await?;
    }
    for some in memberships.chunks(ROWS_PER_INSERT) {
        let rows = some.iter().map(|member| membership::ActiveModel {
            municipality: Set(member.municipality.0.clone()),
            layout: Set(key.clone()),
            region: Set(member.region.code.clone()),
            valid_from: Set(member.valid.from),
            valid_to: Set(member.valid.to),
            is_primary: Set(member.is_primary),
            confidence: Set(member.confidence.as_str().to_owned()),
            source: Set(member.source.clone()),
        });
        membership::Entity::insert_many(rows).exec_without_returning(&tx.0).await?;
    }
    versions::count_up_reference(tx).await
}

async fn end_what_held(tx: &Tx, layout: &str, from_day: NaiveDate) -> Result<(), StoreError> {
    let last = from_day - Days::new(1);
    region::Entity::delete_many()
        .filter(region::Column::Layout.eq(layout))
        .filter(region::Column::ValidFrom.gte(from_day))
        .exec(&tx.0)
        .await?;
    region::Entity::update_many()
        .col_expr(region::Column::ValidTo, Expr::val(last))
        .filter(region::Column::Layout.eq(layout))
        .filter(Condition::any().add(region::Column::ValidTo.is_null()).add(region::Column::ValidTo.gt(last)))
        .exec(&tx.0)
        .await?;
    membership::Entity::delete_many()
        .filter(membership::Column::Layout.eq(layout))
        .filter(membership::Column::ValidFrom.gte(from_day))
        .exec(&tx.0)
        .await?;
    membership::Entity::update_many()
        .col_expr(membership::Column::ValidTo, Expr::val(last))
        .filter(membership::Column::Layout.eq(layout))
        .filter(Condition::any().add(membership::Column::ValidTo.is_null()).add(membership::Column::ValidTo.gt(last)))
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// Is there no layout at all?
pub async fn is_empty(from: &impl Reads) -> Result<bool, StoreError> {
    Ok(layout::Entity::find().one(from.connection()).await?.is_none())
}
