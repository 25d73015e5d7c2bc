//! Everything that holds the address of one asker, wherever it stands (data subject access, erasure).

use super::statement::{count, run};
use crate::entity::{message, text_block, ticket};
use crate::search::{self, Must};
use crate::{Reads, StoreError, Tx};
use domain::{ERASED, TicketId};
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Value,
};
use uuid::Uuid;

/// Most questions of others that are looked through for an address.
const MOST: i64 = 5_000;

/// The questions of whoever has this address, in lower case. Every question is looked at: this is asked for seldom.
pub async fn questions_of(from: &impl Reads, email: &str) -> Result<Vec<TicketId>, StoreError> {
    let theirs = Func::lower(Expr::col(ticket::Column::ContactEmail)).eq(email);
    let ids: Vec<i64> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(theirs)
        .order_by_asc(ticket::Column::Id)
        .into_tuple()
        .all(from.connection())
        .await?;
    Ok(ids.into_iter().map(TicketId).collect())
}

/// Messages in whose words this address stands, whoever asked: found by their search rows.
pub async fn mentions_of(from: &impl Reads, email: &str) -> Result<Vec<(TicketId, Uuid, String)>, StoreError> {
    let all: Vec<Vec<String>> =
        search::stems(email).into_iter().map(|stem| vec![stem.clone(), search::of_inside(&stem)]).collect();
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let mut ids = search::hits(from, &Must::of(all), MOST).await?;
    let unread = ticket::Entity::find().select_only().column(ticket::Column::Id).filter(Expr::cust("NOT indexed"));
    ids.extend(unread.into_tuple::<i64>().all(from.connection()).await?);
    let rows: Vec<(i64, Uuid, String)> = message::Entity::find()
        .select_only()
        .columns([message::Column::TicketId, message::Column::Id])
        .column(message::Column::Body)
        .filter(crate::one_of::one_of(from.connection(), (message::Entity, message::Column::TicketId), ids))
        .order_by_asc(message::Column::Id)
        .into_tuple()
        .all(from.connection())
        .await?;
    let holds = |body: &str| body.to_lowercase().contains(email);
    Ok(rows.into_iter().filter(|row| holds(&row.2)).map(|(ticket, id, body)| (TicketId(ticket), id, body)).collect())
}

/// Where else an address may stand, each with how it is written there: rows that go as a whole.
fn elsewhere(backend: DatabaseBackend) -> [(&'static str, String, Written); 5] {
    let holds = |column: &str, value: &str| match backend {
        DatabaseBackend::Sqlite => format!("instr(lower({column}), {value}) > 0"),
        _ => format!("strpos(lower({column}), {value}) > 0"),
    };
    let to_them = match backend {
        DatabaseBackend::Sqlite => {
            "person_id IS NULL AND lower(CASE WHEN json_valid(letter) THEN json_extract(letter, '$.to_email') END) = $1"
        }
        _ => "person_id IS NULL AND lower(letter ->> 'to_email') = $1",
    };
    // Bytes as text, sign for sign: an address stands in them as it is written on the way.
    let raw = match backend {
        DatabaseBackend::Sqlite => "instr(lower(CAST(raw AS text)), $1) > 0",
        _ => "strpos(lower(encode(raw, 'escape')), $1) > 0",
    };
    // Of others only what was decided about: what waits belongs to whoever wrote it.
    let mail = format!(
        "(lower(from_email) = $1 OR (state IN ('taken', 'noted', 'dropped') AND ({raw} OR {} OR {})))",
        holds("body", "$1"),
        holds("tail", "$1")
    );
    [
        ("incoming", mail, Written::Plainly),
        ("jobs", to_them.to_owned(), Written::Plainly),
        ("link_requests", "lower(email) = $1".to_owned(), Written::Plainly),
        ("kept_forms", holds("body", "$1"), Written::AsSent),
        ("views", format!("({} OR {})", holds("name", "$1"), holds("query", "$2")), Written::Both),
    ]
}

/// How an address is written in a row: as it is, as a form sends it, or each in a column of its own.
#[derive(Clone, Copy)]
enum Written {
    Plainly,
    AsSent,
    Both,
}

impl Written {
    /// What is sought for `$1` and `$2`.
    fn values(self, email: &str, typed: &str) -> Vec<Value> {
        match self {
            Self::Plainly => vec![email.into()],
            Self::AsSent => vec![typed.into()],
            Self::Both => vec![email.into(), typed.into()],
        }
    }
}

/// How many letters, requests for a link, kept forms and saved lists hold this address; `typed` is the address as a form sends it.
pub async fn count_elsewhere(
    from: &impl Reads,
    email: &str,
    typed: &str,
) -> Result<Vec<(&'static str, i64)>, StoreError> {
    let mut found = Vec::new();
    for (table, holds, written) in elsewhere(from.connection().get_database_backend()) {
        let sql = format!("SELECT count(*) FROM {table} WHERE {holds}");
        let count = count(from, &sql, written.values(email, typed)).await?;
        found.push((table, count));
    }
    Ok(found)
}

/// Forgets this address wherever it stands besides the questions of whoever has it. Texts of others lose the address only.
pub async fn forget_elsewhere(tx: &Tx, email: &str, typed: &str) -> Result<(), StoreError> {
    for (table, holds, written) in elsewhere(tx.0.get_database_backend()) {
        run(tx, &format!("DELETE FROM {table} WHERE {holds}"), written.values(email, typed)).await?;
    }
    for block in text_block::Entity::find().all(&tx.0).await? {
        if block.body.to_lowercase().contains(email) {
            text_block::Entity::update_many()
                .col_expr(text_block::Column::Body, Expr::val(without(&block.body, email)))
                .filter(text_block::Column::Id.eq(block.id))
                .exec(&tx.0)
                .await?;
        }
    }
    for (ticket, id, body) in mentions_of(tx, email).await? {
        message::Entity::update_many()
            .col_expr(message::Column::Body, Expr::val(without(&body, email)))
            .filter(message::Column::Id.eq(id))
            .exec(&tx.0)
            .await?;
        let sql = "UPDATE tickets SET indexed = false, revision = revision + 1 WHERE id = $1";
        run(tx, sql, [ticket.0.into()]).await?;
        search::forget_row(tx, ticket).await?;
        search::forget_words(tx, &[email.to_owned()]).await?;
    }
    Ok(())
}

/// A text without this address, however it is written. Folding to lower case can change how long a letter is: then each sign
/// is compared by itself.
fn without(text: &str, email: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let wanted: Vec<char> = email.chars().collect();
    let is_here = |at: usize| {
        wanted.iter().enumerate().all(|(offset, sign)| {
            signs.get(at + offset).is_some_and(|found| found.to_lowercase().eq(std::iter::once(*sign)))
        })
    };
    let (mut left, mut at) = (String::new(), 0);
    while let Some(sign) = signs.get(at) {
        if is_here(at) {
            left.push_str(ERASED);
            at += wanted.len();
        } else {
            left.push(*sign);
            at += 1;
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn an_address_goes_from_a_text_however_it_is_written_and_nothing_else_does() {
        let text = "Mail Ans@Arnhem.example, niet hans@arnhem.examples; İ blijft.";
        assert_eq!(without(text, "ans@arnhem.example"), "Mail (gewist), niet h(gewist)s; İ blijft.");
        assert_eq!(without("", "a@b.nl"), "");
    }
}
