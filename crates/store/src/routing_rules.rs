//! What leads decided about routing.

use crate::entity::routing_rule::{Column, Entity};
use crate::{Reads, StoreError, Tx, versions};
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;

/// The rules in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoutingRules {
    /// From which certainty (thousandths) the desk assigns at once; below it a lead chooses.
    pub assign_from: i32,
    /// False after a lead went back to an earlier model.
    pub learns: bool,
}

/// As they stand.
pub async fn load(from: &impl Reads) -> Result<RoutingRules, StoreError> {
    let row = Entity::find().one(from.connection()).await?;
    let row = row.ok_or_else(|| StoreError::Unreadable("routing_rules is empty".to_owned()))?;
    Ok(RoutingRules { assign_from: row.assign_from, learns: row.learns })
}

/// Replaces them.
pub async fn save(tx: &Tx, rules: RoutingRules) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::AssignFrom, Expr::val(rules.assign_from))
        .col_expr(Column::Learns, Expr::val(rules.learns))
        .exec(&tx.0)
        .await?;
    versions::count_up_routing(tx).await
}
