//! Organisations that ask.

use crate::entity::organisation::{Column, Entity, Model};
use crate::entity::{organisation_domain, ticket};
use crate::error::unreadable;
use crate::rows::{PlaceColumns, region};
use crate::{Reads, StoreError, Tx, organisations_merged, ticket_places};
use domain::{MunicipalityCode, Organisation, OrganisationId, OrganisationKind, OrganisationName, Place, fold};
use sea_orm::sea_query::{Expr, LikeExpr, LockType, OnConflict, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

/// Most organisations of one kind and name that are looked at.
const MOST_ALIKE: u64 = 20;

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

/// The row of this kind, name (folded) and place, and the one that it was made one with.
fn named(identity: &Identity) -> Select<Entity> {
    Entity::find()
        .select_only()
        .columns([Column::Id, Column::MergedInto])
        .filter(Column::Kind.eq(identity.kind))
        .filter(Column::Folded.eq(identity.folded.as_str()))
        .filter(Column::Place.eq(identity.place.as_str()))
}

/// The organisation of this kind, name (folded) and place, if it is known; the one it was made one with.
pub async fn known_as(from: &impl Reads, name: &OrganisationName) -> Result<Option<OrganisationId>, StoreError> {
    let known: Option<(Uuid, Option<Uuid>)> = named(&Identity::of(name)).into_tuple().one(from.connection()).await?;
    Ok(known.map(|(known, into)| OrganisationId(into.unwrap_or(known))))
}

/// The organisation of this kind, name (folded) and place: found in one statement, or learnt in two.
///
/// It is looked up first because the upsert holds the row until the end of the transaction: on PostgreSQL everybody
/// who asks for the same organisation at the same moment would wait for each other. That it is still there is held: nobody
/// makes it another name of one before this transaction ends.
pub async fn learn(tx: &Tx, id_if_new: OrganisationId, name: &OrganisationName) -> Result<OrganisationId, StoreError> {
    let identity = Identity::of(name);
    let known: Option<(Uuid, Option<Uuid>)> = named(&identity).lock(LockType::KeyShare).into_tuple().one(&tx.0).await?;
    if let Some((known, into)) = known {
        return Ok(OrganisationId(into.unwrap_or(known)));
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
        let same: Option<(Uuid, Option<Uuid>)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::MergedInto])
            .filter(Column::Kind.eq(kind))
            .filter(Column::Folded.eq(folded.as_str()))
            .filter(Column::Place.eq(place))
            .into_tuple()
            .one(&tx.0)
            .await?;
        let same = match same {
            // It was another name of this very organisation.
            Some((alias, Some(into))) if into == id => {
                Entity::delete_by_id(alias).exec(&tx.0).await?;
                None
            }
            same => same.map(|(same, into)| into.unwrap_or(same)),
        };
        match same {
            Some(same) => {
                let (gone, stays) = (OrganisationId(id), OrganisationId(same));
                organisations_merged::merge(tx, gone, stays).await?;
                // Nobody types its name as it was folded.
                Entity::delete_by_id(id).exec(&tx.0).await?;
            }
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

/// Which organisations may be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// All that ever asked, by the names that somebody typed.
    All,
    /// Those whose name an administrator looked at: it was confirmed, or a domain of it was.
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
    query = query.filter(Column::MergedInto.is_null());
    if let Some(kind) = kind {
        query = query.filter(Column::Kind.eq(kind.as_str()));
    }
    if telling == Telling::Confirmed {
        query = query.filter(is_confirmed());
    }
    let rows = query.order_by_asc(Column::Folded).limit(u64::from(limit)).all(from.connection()).await?;
    rows.into_iter().map(organisation).collect()
}

/// One of them.
pub async fn find(from: &impl Reads, id: OrganisationId) -> Result<Option<Organisation>, StoreError> {
    Entity::find_by_id(id.0).one(from.connection()).await?.map(organisation).transpose()
}

/// What is known of organisations of this kind and name, wherever they are, and the places of the latest question that one of
/// them put (at most three statements).
pub async fn places_of(
    from: &impl Reads,
    (kind, name): (OrganisationKind, &str),
    telling: Telling,
) -> Result<(Vec<Organisation>, Vec<Place>), StoreError> {
    let mut query = Entity::find()
        .filter(Column::Kind.eq(kind.as_str()))
        .filter(Column::Folded.eq(fold(name)))
        .filter(Column::MergedInto.is_null());
    if telling == Telling::Confirmed {
        query = query.filter(is_confirmed());
    }
    let known: Vec<Organisation> = query
        .limit(MOST_ALIKE)
        .all(from.connection())
        .await?
        .into_iter()
        .map(organisation)
        .collect::<Result<_, _>>()?;
    if known.is_empty() {
        return Ok((known, Vec::new()));
    }
    let latest = ticket::Entity::find()
        .filter(ticket::Column::OrganisationId.is_in(known.iter().map(|one| one.id.0)))
        .order_by_desc(ticket::Column::ReceivedAt)
        .one(from.connection())
        .await?;
    let mut places = Vec::new();
    if let Some(row) = latest {
        let mut also = ticket_places::of(from, [&row]).await?;
        let first = PlaceColumns {
            municipality: row.municipality,
            region_layout: row.region_layout,
            region_code: row.region_code,
        };
        places.push(first.place());
        places.extend(also.remove(&row.id).unwrap_or_default());
    }
    Ok((known, places))
}

/// Did an administrator look at its name?
pub(crate) fn is_confirmed() -> Condition {
    let mut confirmed = Query::select();
    confirmed.column(organisation_domain::Column::OrganisationId).from(organisation_domain::Entity);
    Condition::any().add(Column::ConfirmedAt.is_not_null()).add(Column::Id.in_subquery(confirmed))
}

/// Is there such an organisation?
pub async fn exists(from: &impl Reads, id: OrganisationId) -> Result<bool, StoreError> {
    Ok(Entity::find_by_id(id.0).one(from.connection()).await?.is_some())
}

pub(crate) fn organisation(row: Model) -> Result<Organisation, StoreError> {
    Ok(Organisation {
        id: OrganisationId(row.id),
        kind: OrganisationKind::parse(&row.kind).ok_or_else(|| unreadable("organisations.kind", &row.kind))?,
        name: row.name,
        municipality: row.municipality.map(MunicipalityCode),
        region: region(row.region_layout, row.region_code),
    })
}
