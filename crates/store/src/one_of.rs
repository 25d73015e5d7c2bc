//! Rows of several tickets (IN lists): one statement, however many tickets, and a plan that stays.

use sea_orm::sea_query::{Expr, IntoColumnRef, Value};
use sea_orm::{ConnectionTrait, DatabaseBackend};

/// That `column` holds one of these numbers.
///
/// The list is one parameter, so that the statement is the same for one number and for eighty. PostgreSQL is not shown how many
/// there are: without statistics it expects dozens of rows for each number, and from some eighty numbers on it would rather read
/// the whole table.
pub(crate) fn one_of(
    from: &impl ConnectionTrait,
    column: impl IntoColumnRef,
    numbers: impl IntoIterator<Item = i64>,
) -> Expr {
    let list = serde_json::Value::from_iter(numbers).to_string();
    let known = match from.get_database_backend() {
        DatabaseBackend::Sqlite => "? IN (SELECT value FROM json_each(?))",
        _ => "$1 = ANY (ARRAY(SELECT unnest(translate($2, '[]', '{}')::bigint[])))",
    };
    Expr::cust_with_exprs(known, [Expr::col(column), Expr::value(Value::from(list))])
}
