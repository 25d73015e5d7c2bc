//! The other places of tickets that are about several; the first stands in the row of the ticket.

use crate::entity::{ticket, ticket_place};
use crate::one_of::one_of;
use crate::rows::PlaceColumns;
use crate::{Reads, StoreError, Tx};
use domain::{MunicipalityCode, Place, RegionRef, TicketId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Func, InsertStatement, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QueryTrait};
use std::collections::HashMap;

/// Their rows; none when there are none.
pub(crate) fn insert(ticket: TicketId, also: &[Place]) -> Option<InsertStatement> {
    let rows = also.iter().zip(1..).map(|(place, position)| {
        let place = PlaceColumns::of(place);
        ticket_place::ActiveModel {
            ticket_id: Set(ticket.0),
            position: Set(position),
            municipality: Set(place.municipality),
            region_layout: Set(place.region_layout),
            region_code: Set(place.region_code),
        }
    });
    (!also.is_empty()).then(|| ticket_place::Entity::insert_many(rows).into_query())
}

/// These instead of those that it had.
pub(crate) async fn replace(tx: &Tx, ticket: TicketId, also: &[Place]) -> Result<(), StoreError> {
    use sea_orm::ConnectionTrait;
    ticket_place::Entity::delete_many().filter(ticket_place::Column::TicketId.eq(ticket.0)).exec(&tx.0).await?;
    if let Some(rows) = insert(ticket, also) {
        tx.0.execute(&rows).await?;
    }
    Ok(())
}

/// Of those rows that say that they have some, in their order (one statement, or none).
pub(crate) async fn of<'r>(
    from: &impl Reads,
    rows: impl IntoIterator<Item = &'r ticket::Model>,
) -> Result<HashMap<i64, Vec<Place>>, StoreError> {
    let ids: Vec<i64> = rows.into_iter().filter(|row| row.more_places).map(|row| row.id).collect();
    let mut places: HashMap<i64, Vec<Place>> = HashMap::new();
    if ids.is_empty() {
        return Ok(places);
    }
    let found = ticket_place::Entity::find()
        .filter(one_of(from.connection(), (ticket_place::Entity, ticket_place::Column::TicketId), ids))
        .order_by_asc(ticket_place::Column::TicketId)
        .order_by_asc(ticket_place::Column::Position)
        .all(from.connection())
        .await?;
    for row in found {
        let ticket_place::Model { ticket_id, municipality, region_layout, region_code, .. } = row;
        let place = PlaceColumns { municipality, region_layout, region_code }.place();
        places.entry(ticket_id).or_default().push(place);
    }
    Ok(places)
}

/// Is one of the other places of a ticket among these? Counted, for what `with_topic` says of an EXISTS next to an OR.
pub(crate) fn is_among(municipalities: &[MunicipalityCode], regions: &[RegionRef]) -> Condition {
    let of = |column: ticket_place::Column| Expr::col((ticket_place::Entity, column));
    let codes = municipalities.iter().map(|code| code.0.as_str());
    let mut any = Condition::any().add(of(ticket_place::Column::Municipality).is_in(codes));
    for region in regions {
        any = any.add(
            Condition::all()
                .add(of(ticket_place::Column::RegionLayout).eq(region.layout.0.as_str()))
                .add(of(ticket_place::Column::RegionCode).eq(region.code.as_str())),
        );
    }
    let mut count = Query::select();
    count
        .expr(Func::count(of(ticket_place::Column::Position)))
        .from(ticket_place::Entity)
        .and_where(of(ticket_place::Column::TicketId).equals((ticket::Entity, ticket::Column::Id)))
        .cond_where(any);
    Condition::all()
        .add(Expr::col((ticket::Entity, ticket::Column::MorePlaces)))
        .add(Expr::SubQuery(None, Box::new(count.into())).gt(0))
}
