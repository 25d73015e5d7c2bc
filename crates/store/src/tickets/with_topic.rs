//! Tickets that have a topic, as predicates.

use crate::entity::{ticket, ticket_topic};
use sea_orm::sea_query::{Expr, Func, Query, SelectStatement};
use sea_orm::{Condition, ExprTrait};

/// Has a ticket a topic for which this holds?
pub(crate) fn has_topic(condition: Condition) -> Expr {
    Expr::exists(topics_of_ticket(Expr::val(1), condition))
}

/// For how many topics of a ticket this holds. Slower than [`has_topic`] by itself, but next to an OR PostgreSQL reads
/// the topics of all tickets to answer an EXISTS, and those of one ticket to count.
pub(crate) fn count_of_topics(condition: Condition) -> Expr {
    let count = Func::count(Expr::col((ticket_topic::Entity, ticket_topic::Column::Topic)));
    Expr::SubQuery(None, Box::new(topics_of_ticket(count.into(), condition).into()))
}

fn topics_of_ticket(what: Expr, condition: Condition) -> SelectStatement {
    let mut topics = Query::select();
    topics
        .expr(what)
        .from(ticket_topic::Entity)
        .and_where(
            Expr::col((ticket_topic::Entity, ticket_topic::Column::TicketId))
                .equals((ticket::Entity, ticket::Column::Id)),
        )
        .cond_where(condition);
    topics
}
