//! Organisations that ask.

use crate::entity::organisation::{Column, Entity, Model};
use crate::error::unreadable;
use crate::rows::{PlaceColumns, region};
use crate::{Reads, StoreError, Tx};
use domain::{MunicipalityCode, Organisation, OrganisationId, OrganisationKind, OrganisationName, Place, fold};
use sea_orm::sea_query::{Expr, LikeExpr, OnConflict, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// The organisation of this kind, name (folded) and place: found in one statement, or learnt in two.
///
/// It is looked up first because the upsert holds the row until the end of the transaction: on PostgreSQL everybody
/// who asks for the same organisation at the same moment would wait for each other.
pub async fn learn(tx: &Tx, id_if_new: OrganisationId, name: &OrganisationName) -> Result<OrganisationId, StoreError> {
    let place = match (&name.municipality, &name.region) {
        (Some(code), _) => Place::Municipality(code.clone()),
        (None, Some(region)) => Place::Region(region.clone()),
        (None, None) => Place::Nationwide,
    };
    let place_key = match &place {
        Place::Municipality(code) => code.0.clone(),
        Place::Region(region) => format!("{}:{}", region.layout, region.code),
        Place::Nationwide => String::new(),
    };
    let folded = fold(&name.name);
    let known: Option<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Kind.eq(name.kind.as_str()))
        .filter(Column::Folded.eq(folded.as_str()))
        .filter(Column::Place.eq(place_key.as_str()))
        .into_tuple()
        .one(&tx.0)
        .await?;
    if let Some(known) = known {
        return Ok(OrganisationId(known));
    }
    let columns = PlaceColumns::of(&place);
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns([
            Column::Id,
            Column::Kind,
            Column::Name,
            Column::Folded,
            Column::Place,
            Column::Municipality,
            Column::RegionLayout,
            Column::RegionCode,
        ])
        .values([
            id_if_new.0.into(),
            name.kind.as_str().into(),
            name.name.as_str().into(),
            folded.into(),
            place_key.into(),
            columns.municipality.into(),
            columns.region_layout.into(),
            columns.region_code.into(),
        ])
        .map_err(|error| StoreError::Database(error.to_string()))?
        // An update that changes nothing, because only a touched row is returned.
        .on_conflict(
            OnConflict::columns([Column::Kind, Column::Folded, Column::Place]).update_column(Column::Folded).to_owned(),
        )
        .returning_col(Column::Id);
    let row = tx.0.query_one(&insert).await?;
    let row = row.ok_or_else(|| StoreError::Database("an upsert returned no row".to_owned()))?;
    Ok(OrganisationId(row.try_get("", "id")?))
}

/// Organisations whose name begins with the folded text, or has a word that does, by name.
pub async fn search(
    from: &impl Reads,
    text: &str,
    kind: Option<OrganisationKind>,
    limit: u32,
) -> Result<Vec<Organisation>, StoreError> {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let like = |pattern: String| Expr::col(Column::Folded).like(LikeExpr::new(pattern).escape('\\'));
    let mut query =
        Entity::find().filter(Condition::any().add(like(format!("{escaped}%"))).add(like(format!("% {escaped}%"))));
    if let Some(kind) = kind {
        query = query.filter(Column::Kind.eq(kind.as_str()));
    }
    let rows = query.order_by_asc(Column::Folded).limit(u64::from(limit)).all(from.connection()).await?;
    rows.into_iter().map(organisation).collect()
}

/// Is there such an organisation?
pub async fn exists(from: &impl Reads, id: OrganisationId) -> Result<bool, StoreError> {
    Ok(Entity::find_by_id(id.0).one(from.connection()).await?.is_some())
}

fn organisation(row: Model) -> Result<Organisation, StoreError> {
    Ok(Organisation {
        id: OrganisationId(row.id),
        kind: OrganisationKind::parse(&row.kind).ok_or_else(|| unreadable("organisations.kind", &row.kind))?,
        name: row.name,
        municipality: row.municipality.map(MunicipalityCode),
        region: region(row.region_layout, row.region_code),
    })
}
