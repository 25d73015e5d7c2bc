//! What a search row must hold, in the language of either database (query language).

use crate::{Reads, StoreError};
use chrono::NaiveDate;
use domain::Sought;
use sea_orm::sea_query::{Expr, Value};
use sea_orm::{ConnectionTrait, DatabaseBackend, ExprTrait, Statement};

/// What a search row must hold: of each list at least one, words and marks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Must {
    pub all: Vec<Vec<String>>,
    /// And not all of this, unless there is none.
    pub without: Vec<Vec<String>>,
}

impl Must {
    pub(crate) fn of(all: Vec<Vec<String>>) -> Self {
        Self { all, without: Vec::new() }
    }

    /// One of these besides.
    pub(crate) fn and(&self, marks: Vec<String>) -> Self {
        let mut must = self.clone();
        must.all.push(marks);
        must
    }

    /// Both databases have a language for it. Words and marks hold none of its signs; quoted, none is a word of it either.
    pub(crate) fn query(&self, backend: DatabaseBackend) -> String {
        let (quote, or, and, not) = match backend {
            DatabaseBackend::Sqlite => ('"', " OR ", " AND ", " NOT "),
            _ => ('\'', " | ", " & ", " & !"),
        };
        let one_of = |marks: &Vec<String>| {
            let quoted: Vec<String> = marks.iter().map(|mark| format!("{quote}{mark}{quote}")).collect();
            format!("({})", quoted.join(or))
        };
        let every = |lists: &[Vec<String>]| lists.iter().map(one_of).collect::<Vec<_>>().join(and);
        if self.without.is_empty() {
            return every(&self.all);
        }
        format!("({}){not}({})", every(&self.all), every(&self.without))
    }
}

/// Values of a statement, each with its place in it.
struct Values(DatabaseBackend, Vec<Value>);

impl Values {
    fn place(&mut self, value: impl Into<Value>) -> String {
        self.1.push(value.into());
        if self.0 == DatabaseBackend::Sqlite { "?".to_owned() } else { format!("${}", self.1.len()) }
    }

    /// The number and the year of the ticket that was meant.
    fn meant(&mut self, table: &str, sought: Sought) -> String {
        let mut meant = format!("{table}.id = {}", self.place(sought.ticket.0));
        let day = |month, day| sought.year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
        if let (Some(first), Some(last)) = (day(1, 1), day(12, 31)) {
            let (first, last) = (self.place(first), self.place(last));
            meant.push_str(&format!(" AND {table}.received_on BETWEEN {first} AND {last}"));
        }
        meant
    }
}

/// The numbers of tickets whose search rows hold this: at most so many and one more.
pub(crate) async fn hits(from: &impl Reads, must: &Must, most: i64) -> Result<Vec<i64>, StoreError> {
    let backend = from.connection().get_database_backend();
    let sql = match backend {
        DatabaseBackend::Sqlite => "SELECT rowid FROM ticket_search WHERE ticket_search MATCH $1 LIMIT $2 + 1",
        _ => "SELECT found FROM search_rows($1::tsquery, $2::bigint + 1) AS found",
    };
    let values = [must.query(backend).into(), most.into()];
    let rows = from.connection().query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

/// Tickets in which all words occur, and the one that was meant by its reference, as a predicate on `tickets` with which a
/// statement may begin.
pub(crate) fn condition(from: &impl Reads, must: &Must, sought: Option<Sought>) -> Expr {
    let backend = from.connection().get_database_backend();
    let (mut values, mut parts) = (Values(backend, Vec::new()), Vec::new());
    if !must.all.is_empty() {
        let query = values.place(must.query(backend));
        parts.push(match backend {
            DatabaseBackend::Sqlite => format!("SELECT rowid FROM ticket_search WHERE ticket_search MATCH {query}"),
            _ => format!("SELECT ticket_id FROM ticket_search WHERE stems @@ {query}::tsquery"),
        });
    }
    if let Some(sought) = sought {
        parts.push(format!("SELECT meant.id FROM tickets AS meant WHERE {}", values.meant("meant", sought)));
    }
    if parts.is_empty() {
        // Only signs and one-letter words: there is nothing to look for, so nothing is found.
        return Expr::val(1).eq(0);
    }
    let found = parts.join(" UNION ALL ");
    let sql = match backend {
        DatabaseBackend::Sqlite => format!("\"tickets\".\"id\" IN ({found})"),
        _ => format!("\"tickets\".\"id\" = ANY (ARRAY({found}))"),
    };
    Expr::cust_with_values(sql, values.1)
}

/// The same of tickets that were found otherwise. It is counted, because the databases would begin with an EXISTS.
pub(crate) fn check(from: &impl Reads, must: &Must, sought: Option<Sought>) -> Expr {
    let backend = from.connection().get_database_backend();
    let (mut values, mut parts) = (Values(backend, Vec::new()), Vec::new());
    if !must.all.is_empty() {
        let query = values.place(must.query(backend));
        parts.push(match backend {
            DatabaseBackend::Sqlite => format!(
                "(SELECT count(*) FROM ticket_search WHERE ticket_search MATCH {query} AND rowid = \"tickets\".\"id\") > 0"
            ),
            _ => format!(
                "(SELECT count(*) FROM ticket_search WHERE stems @@ {query}::tsquery AND ticket_id = \"tickets\".\"id\") > 0"
            ),
        });
    }
    if let Some(sought) = sought {
        parts.push(format!("({})", values.meant("\"tickets\"", sought)));
    }
    if parts.is_empty() {
        return Expr::val(1).eq(0);
    }
    Expr::cust_with_values(format!("({})", parts.join(" OR ")), values.1)
}
