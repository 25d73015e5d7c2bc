//! What a search row must hold, in the language of either database (query language).

use super::words::asked;
use crate::Reads;
use chrono::NaiveDate;
use domain::Sought;
use sea_orm::sea_query::{Expr, Value};
use sea_orm::{ConnectionTrait, DatabaseBackend, ExprTrait};

/// Of each list at least one: words and marks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Must(pub Vec<Vec<String>>);

impl Must {
    /// These words, all of them.
    pub(crate) fn words(words: &[String]) -> Self {
        Self(words.iter().map(|word| vec![word.clone()]).collect())
    }

    /// One of these besides.
    pub(crate) fn and(&self, marks: Vec<String>) -> Self {
        let mut all = self.0.clone();
        all.push(marks);
        Self(all)
    }

    /// Both databases have a language for it. Words and marks hold none of its signs; quoted, none is a word of it either.
    pub(crate) fn query(&self, backend: DatabaseBackend) -> String {
        let (quote, or, and) = match backend {
            DatabaseBackend::Sqlite => ('"', " OR ", " AND "),
            _ => ('\'', " | ", " & "),
        };
        let one_of = |marks: &Vec<String>| {
            let quoted: Vec<String> = marks.iter().map(|mark| format!("{quote}{mark}{quote}")).collect();
            format!("({})", quoted.join(or))
        };
        self.0.iter().map(one_of).collect::<Vec<_>>().join(and)
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

/// Tickets in which all words occur, and the one that was meant by its reference, as a predicate on `tickets` with which a
/// statement may begin.
pub(crate) fn condition(from: &impl Reads, text: &str, sought: Option<Sought>) -> Expr {
    let backend = from.connection().get_database_backend();
    let (words, mut values, mut parts) = (asked(text), Values(backend, Vec::new()), Vec::new());
    if !words.is_empty() {
        let query = values.place(Must::words(&words).query(backend));
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
pub(crate) fn check(from: &impl Reads, text: &str, sought: Option<Sought>) -> Expr {
    let backend = from.connection().get_database_backend();
    let (words, mut values, mut parts) = (asked(text), Values(backend, Vec::new()), Vec::new());
    if !words.is_empty() {
        let query = values.place(Must::words(&words).query(backend));
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
