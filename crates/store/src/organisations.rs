//! Organisations that ask.

use crate::entity::organisation::{Column, Entity, Model};
use crate::entity::{conflict, organisation_domain};
use crate::error::unreadable;
use crate::rows::{PlaceColumns, region};
use crate::{Reads, StoreError, Tx};
use domain::{MunicipalityCode, Organisation, OrganisationId, OrganisationKind, OrganisationName, Place, fold};
use sea_orm::sea_query::{Expr, LikeExpr, OnConflict, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use uuid::Uuid;

/// What tells one organisation from another.
pub(crate) struct Identity {
    pub kind: &'static str,
    /// Its name, folded.
    pub folded: String,
    /// Municipality code, layout and region, or empty.
    pub place: String,
}

impl Identity {
    pub(crate) fn of(name: &OrganisationName) -> Self {
        let place = match place(name) {
            Place::Municipality(code) => code.0,
            Place::Region(region) => format!("{}:{}", region.layout, region.code),
            Place::Nationwide => String::new(),
        };
        Self { kind: name.kind.as_str(), folded: fold(&name.name), place }
    }
}

fn place(name: &OrganisationName) -> Place {
    match (&name.municipality, &name.region) {
        (Some(code), _) => Place::Municipality(code.clone()),
        (None, Some(region)) => Place::Region(region.clone()),
        (None, None) => Place::Nationwide,
    }
}

/// The organisation of this kind, name (folded) and place: found in one statement, or learnt in two.
///
/// It is looked up first because the upsert holds the row until the end of the transaction: on PostgreSQL everybody
/// who asks for the same organisation at the same moment would wait for each other.
pub async fn learn(tx: &Tx, id_if_new: OrganisationId, name: &OrganisationName) -> Result<OrganisationId, StoreError> {
    let identity = Identity::of(name);
    let known: Option<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Kind.eq(identity.kind))
        .filter(Column::Folded.eq(identity.folded.as_str()))
        .filter(Column::Place.eq(identity.place.as_str()))
        .into_tuple()
        .one(&tx.0)
        .await?;
    if let Some(known) = known {
        return Ok(OrganisationId(known));
    }
    let columns = PlaceColumns::of(&place(name));
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
            identity.kind.into(),
            name.name.as_str().into(),
            identity.folded.into(),
            identity.place.into(),
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

/// Organisations that are known by another folding of their name than today's are known by today's; two that then are the
/// same become one. How many were not up to date.
pub async fn refold(tx: &Tx) -> Result<usize, StoreError> {
    let rows: Vec<(Uuid, String, String, String, String)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Kind, Column::Name, Column::Folded, Column::Place])
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(&tx.0)
        .await?;
    let mut refolded = 0;
    for (id, kind, name, before, place) in rows {
        let folded = fold(&name);
        if folded == before {
            continue;
        }
        refolded += 1;
        let same: Option<Uuid> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::Kind.eq(kind))
            .filter(Column::Folded.eq(folded.as_str()))
            .filter(Column::Place.eq(place))
            .into_tuple()
            .one(&tx.0)
            .await?;
        match same {
            Some(same) => merge(tx, id, same).await?,
            None => {
                Entity::update_many()
                    .col_expr(Column::Folded, Expr::val(folded))
                    .filter(Column::Id.eq(id))
                    .exec(&tx.0)
                    .await?;
            }
        }
    }
    Ok(refolded)
}

/// Everything of one organisation is the other's.
async fn merge(tx: &Tx, gone: Uuid, stays: Uuid) -> Result<(), StoreError> {
    for sql in [
        "UPDATE tickets SET organisation_id = $1 WHERE organisation_id = $2",
        "INSERT INTO organisation_domains (domain, organisation_id, confirmed_by, confirmed_at) \
         SELECT domain, $1, confirmed_by, confirmed_at FROM organisation_domains WHERE organisation_id = $2 \
         ON CONFLICT DO NOTHING",
        "INSERT INTO conflicts (person_id, organisation_id, at) \
         SELECT person_id, $1, at FROM conflicts WHERE organisation_id = $2 ON CONFLICT DO NOTHING",
    ] {
        let statement = Statement::from_sql_and_values(tx.0.get_database_backend(), sql, [stays.into(), gone.into()]);
        tx.0.execute_raw(statement).await?;
    }
    organisation_domain::Entity::delete_many()
        .filter(organisation_domain::Column::OrganisationId.eq(gone))
        .exec(&tx.0)
        .await?;
    conflict::Entity::delete_many().filter(conflict::Column::OrganisationId.eq(gone)).exec(&tx.0).await?;
    Entity::delete_by_id(gone).exec(&tx.0).await?;
    Ok(())
}

/// Which organisations may be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// All that ever asked, by the names that somebody typed.
    All,
    /// Those for which a domain was confirmed: an administrator looked at the name.
    Confirmed,
}

/// Organisations whose name begins with the folded text, or has a word that does, by name.
pub async fn search(
    from: &impl Reads,
    text: &str,
    kind: Option<OrganisationKind>,
    telling: Telling,
    limit: u32,
) -> Result<Vec<Organisation>, StoreError> {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let like = |pattern: String| Expr::col(Column::Folded).like(LikeExpr::new(pattern).escape('\\'));
    let mut query =
        Entity::find().filter(Condition::any().add(like(format!("{escaped}%"))).add(like(format!("% {escaped}%"))));
    if let Some(kind) = kind {
        query = query.filter(Column::Kind.eq(kind.as_str()));
    }
    if telling == Telling::Confirmed {
        let mut confirmed = Query::select();
        confirmed.column(organisation_domain::Column::OrganisationId).from(organisation_domain::Entity);
        query = query.filter(Column::Id.in_subquery(confirmed));
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
