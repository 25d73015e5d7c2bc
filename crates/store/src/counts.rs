//! What figures ask of the tickets as they are now: how many are open, and which of them somebody looks for.

use crate::entity::{ticket, ticket_topic};
use crate::error::unreadable;
use crate::rows::PlaceColumns;
use crate::urgency::FINISHED;
use crate::{Reads, StoreError, TicketFilter};
use chrono::NaiveDate;
use domain::{OrganisationKind, Part, PersonId, Split, TopicKey};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DatabaseBackend, EntityTrait, JoinType, QueryOrder, QueryResult, QuerySelect};
use uuid::Uuid;

/// Questions open now. Cost grows with what is open, not with what there ever was.
pub async fn open_now(from: &impl Reads, filter: &TicketFilter, split: Split) -> Result<Vec<(Part, i64)>, StoreError> {
    let mut query = open(from, filter).await?;
    query.expr_as(Func::count(of_ticket(ticket::Column::Id)), "n");
    for column in split_columns(&mut query, split, from.connection().get_database_backend()) {
        query.add_group_by([column]);
    }
    let rows = from.connection().query_all(&query).await?;
    rows.iter().map(|row| Ok((part(row, split)?, row.try_get("", "n")?))).collect()
}

/// The same questions by their numbers, each in every part that it counts in.
pub async fn open_numbers(
    from: &impl Reads,
    filter: &TicketFilter,
    split: Split,
) -> Result<Vec<(Part, i64)>, StoreError> {
    let mut query = open(from, filter).await?;
    query.expr_as(of_ticket(ticket::Column::Id), "id");
    split_columns(&mut query, split, from.connection().get_database_backend());
    let rows = from.connection().query_all(&query).await?;
    rows.iter().map(|row| Ok((part(row, split)?, row.try_get("", "id")?))).collect()
}

async fn open(from: &impl Reads, filter: &TicketFilter) -> Result<SelectStatement, StoreError> {
    let mut query = Query::select();
    query
        .from(ticket::Entity)
        .and_where(of_ticket(ticket::Column::Urgency).lt(FINISHED))
        .cond_where(filter.condition(from).await?);
    Ok(query)
}

/// Questions open now, by the day on which they came in. Cost grows with what is open.
pub async fn open_by_receipt(from: &impl Reads) -> Result<Vec<(NaiveDate, i64)>, StoreError> {
    let mut query = Query::select();
    query
        .expr_as(of_ticket(ticket::Column::ReceivedOn), "day")
        .expr_as(Func::count(of_ticket(ticket::Column::Id)), "n")
        .from(ticket::Entity)
        .and_where(of_ticket(ticket::Column::Urgency).lt(FINISHED))
        .add_group_by([of_ticket(ticket::Column::ReceivedOn)]);
    let rows = from.connection().query_all(&query).await?;
    rows.iter().map(|row| Ok((row.try_get("", "day")?, row.try_get("", "n")?))).collect()
}

/// The day of receipt of the first question.
pub async fn first_received(from: &impl Reads) -> Result<Option<NaiveDate>, StoreError> {
    let first = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::ReceivedOn)
        .order_by_asc(ticket::Column::ReceivedOn)
        .limit(1);
    Ok(first.into_tuple().one(from.connection()).await?)
}

/// The numbers of all tickets that are asked for, ascending: for what the facts of a day do not tell.
pub async fn numbers(from: &impl Reads, filter: &TicketFilter) -> Result<Vec<i64>, StoreError> {
    let mut query = Query::select();
    query.expr_as(of_ticket(ticket::Column::Id), "id").from(ticket::Entity).cond_where(filter.condition(from).await?);
    let rows = from.connection().query_all(&query).await?;
    let mut numbers: Vec<i64> = rows.iter().map(|row| row.try_get("", "id")).collect::<Result<_, _>>()?;
    numbers.sort_unstable();
    Ok(numbers)
}

/// How many of the tickets that are asked for are about several places.
pub async fn about_several_places(from: &impl Reads, filter: &TicketFilter) -> Result<i64, StoreError> {
    let mut query = Query::select();
    query
        .expr_as(Func::count(of_ticket(ticket::Column::Id)), "many")
        .from(ticket::Entity)
        // As the index of those few says it.
        .and_where(of_ticket(ticket::Column::MorePlaces))
        .cond_where(filter.condition(from).await?);
    let row = from.connection().query_one(&query).await?;
    Ok(row.map(|row| row.try_get("", "many")).transpose()?.unwrap_or(0))
}

fn of_ticket(column: ticket::Column) -> Expr {
    Expr::col((ticket::Entity, column))
}

fn split_columns(query: &mut SelectStatement, split: Split, backend: DatabaseBackend) -> Vec<Expr> {
    let columns: Vec<(Expr, &str)> = match split {
        // Nothing has become yet of what is open.
        Split::None | Split::Became => Vec::new(),
        Split::Topic(axis) | Split::FirstTopic(axis) => {
            let of = |column: ticket_topic::Column| Expr::col((ticket_topic::Entity, column));
            let its = of(ticket_topic::Column::TicketId).eq(of_ticket(ticket::Column::Id));
            let on_axis = of(ticket_topic::Column::Axis).eq(axis.as_str());
            // The topics of each ticket that is open, by its number: either database would rather read all there ever were.
            if backend == DatabaseBackend::Sqlite {
                query
                    .join(JoinType::CrossJoin, ticket_topic::Entity, Condition::all())
                    .and_where(its)
                    .and_where(on_axis);
            } else {
                let mut topics = Query::select();
                topics.expr(Expr::cust("*")).from(ticket_topic::Entity).and_where(its).offset(0);
                query.join_lateral(JoinType::InnerJoin, topics, ticket_topic::Entity, on_axis);
            }
            vec![(of(ticket_topic::Column::Topic), "topic")]
        }
        Split::OrganisationKind => vec![(of_ticket(ticket::Column::OrganisationKind), "organisation_kind")],
        Split::Place => vec![
            (of_ticket(ticket::Column::Municipality), "municipality"),
            (of_ticket(ticket::Column::RegionLayout), "region_layout"),
            (of_ticket(ticket::Column::RegionCode), "region_code"),
        ],
        Split::Expert => vec![(of_ticket(ticket::Column::AssigneeId), "assignee_id")],
    };
    for (column, name) in &columns {
        query.expr_as(column.clone(), *name);
    }
    columns.into_iter().map(|(column, _)| column).collect()
}

fn part(row: &QueryResult, split: Split) -> Result<Part, StoreError> {
    Ok(match split {
        Split::None | Split::Became => Part::All,
        Split::Topic(_) | Split::FirstTopic(_) => Part::Topic(TopicKey(row.try_get("", "topic")?)),
        Split::OrganisationKind => {
            let word: String = row.try_get("", "organisation_kind")?;
            let kind = OrganisationKind::parse(&word).ok_or_else(|| unreadable("tickets.organisation_kind", &word))?;
            Part::OrganisationKind(kind)
        }
        Split::Place => Part::Place(
            PlaceColumns {
                municipality: row.try_get("", "municipality")?,
                region_layout: row.try_get("", "region_layout")?,
                region_code: row.try_get("", "region_code")?,
            }
            .place(),
        ),
        Split::Expert => Part::Expert(row.try_get::<Option<Uuid>>("", "assignee_id")?.map(PersonId)),
    })
}
