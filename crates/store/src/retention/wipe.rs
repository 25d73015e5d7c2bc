//! One question without what people typed about it. Which columns that are stands in `tests/house.rs`, and a test looks for
//! what was in them in the files of the database.

use super::ledger;
use super::statement::{count, run};
use crate::entity::{attachment, organisation, ticket};
use crate::sessions::hex;
use crate::{Reads, StoreError, Tx, decisions, search};
use chrono::{DateTime, Utc};
use domain::{Attachment, ERASED, MessageId, MessageKind, OrganisationId, SubmissionKey, Ticket, TicketId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Statement};
use uuid::Uuid;

/// What stands in the place of keys that an asker has, or that follow from what they sent.
#[derive(Debug, Clone, Copy)]
pub struct Replaced {
    /// In the place of the key under which it was sent.
    pub submission_key: SubmissionKey,
    /// In the place of the hash of the tracking link: of a secret that nobody has.
    pub tracking_hash: [u8; 32],
}

/// What a ticket leaves behind elsewhere that names its asker, or is a hash of what they wrote. The link ends.
const WITH_CONTACT: &[&str] = &[
    "UPDATE messages SET author_name = '(gewist)' WHERE ticket_id = $1 AND kind IN ('QUESTION', 'ASKER_REACTION')",
    "DELETE FROM jobs WHERE ticket_id = $1",
    "DELETE FROM incoming WHERE ticket_id = $1",
    "DELETE FROM moved_promises WHERE ticket_id = $1",
    "DELETE FROM acts WHERE ticket_id = $1",
    "DELETE FROM setbacks WHERE row_id = $1",
    // What is published names nobody; what is being written may.
    "DELETE FROM answer_versions WHERE state IN ('draft', 'offered') \
       AND answer_id IN (SELECT id FROM answers WHERE ticket_id = $1)",
    "DELETE FROM answers WHERE ticket_id = $1 \
       AND NOT EXISTS (SELECT 1 FROM answer_versions v WHERE v.answer_id = answers.id)",
];

/// What it leaves behind in words.
const WITH_TEXTS: &[&str] = &[
    "UPDATE messages SET body = '(gewist)' WHERE ticket_id = $1",
    "UPDATE ticket_topics SET evidence = '[]' WHERE ticket_id = $1",
    "DELETE FROM declines WHERE ticket_id = $1",
    "DELETE FROM drafts WHERE ticket_id = $1",
    "DELETE FROM invitations WHERE ticket_id = $1",
    "DELETE FROM openings WHERE ticket_id = $1",
    "DELETE FROM reminders WHERE ticket_id = $1",
    "DELETE FROM stand_ins WHERE ticket_id = $1",
    "DELETE FROM attachments WHERE ticket_id = $1",
    "DELETE FROM holds WHERE ticket_id = $1",
];

/// Forgets who asked; `false` when the ticket had moved on. Every text stays, and is found by its words.
pub async fn forget_contact(
    tx: &Tx,
    ticket: &Ticket,
    replaced: &Replaced,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let update = ticket::Entity::update_many()
        .col_expr(ticket::Column::ContactName, Expr::val(ERASED))
        .col_expr(ticket::Column::ContactEmail, Expr::val(ERASED))
        .col_expr(ticket::Column::ContactPhone, Expr::val(None::<String>))
        .col_expr(ticket::Column::SubmissionKey, Expr::val(replaced.submission_key.0))
        .col_expr(ticket::Column::TrackingHash, Expr::val(hex(&replaced.tracking_hash)))
        .col_expr(ticket::Column::ContentHash, Expr::val(None::<String>))
        .col_expr(ticket::Column::ContactErasedAt, Expr::val(now))
        .col_expr(ticket::Column::Indexed, Expr::val(false))
        .col_expr(ticket::Column::Revision, Expr::col(ticket::Column::Revision).add(1))
        .filter(ticket::Column::Id.eq(ticket.id.0))
        .filter(ticket::Column::Revision.eq(ticket.revision));
    if update.exec(&tx.0).await?.rows_affected == 0 {
        return Ok(false);
    }
    for sql in WITH_CONTACT {
        run(tx, sql, [ticket.id.0.into()]).await?;
    }
    search::forget_row(tx, ticket.id).await?;
    Ok(true)
}

/// Forgets every text of a ticket whose asker is forgotten, with the words that occurred nowhere else.
pub async fn forget_texts(tx: &Tx, ticket: &Ticket, now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut said: Vec<String> = messages_of(tx, ticket.id).await?;
    said.extend([ticket.subject.clone(), ticket.works_for.clone().unwrap_or_default()]);
    ticket::Entity::update_many()
        .col_expr(ticket::Column::Subject, Expr::val(ERASED))
        .col_expr(ticket::Column::RoutingSummary, Expr::val(ERASED))
        .col_expr(ticket::Column::WorksFor, Expr::val(None::<String>))
        .col_expr(ticket::Column::HasPersonalData, Expr::val(false))
        .col_expr(ticket::Column::TextsErasedAt, Expr::val(now))
        .col_expr(ticket::Column::Indexed, Expr::val(false))
        // Whoever read it before makes no search row of that.
        .col_expr(ticket::Column::Revision, Expr::col(ticket::Column::Revision).add(1))
        .filter(ticket::Column::Id.eq(ticket.id.0))
        .exec(&tx.0)
        .await?;
    for sql in WITH_TEXTS {
        run(tx, sql, [ticket.id.0.into()]).await?;
    }
    decisions::forget_words(tx, ticket.id).await?;
    let path = format!("/vragen/{}%", ticket.reference);
    run(tx, "DELETE FROM kept_forms WHERE path LIKE $1", [path.into()]).await?;
    ledger::forget_words(tx, ticket.id).await?;
    if let Some(name) = forget_organisation(tx, ticket.organisation).await? {
        said.push(name);
    }
    search::forget_row(tx, ticket.id).await?;
    search::forget_words(tx, &said).await
}

/// Every text of a ticket, notes as well.
async fn messages_of(tx: &Tx, ticket: TicketId) -> Result<Vec<String>, StoreError> {
    use crate::entity::message::{Column, Entity};
    let bodies = Entity::find().select_only().column(Column::Body).filter(Column::TicketId.eq(ticket.0));
    Ok(bodies.into_tuple().all(&tx.0).await?)
}

/// A name that somebody typed for questions that are all erased, and that no administrator ever looked at, goes; which it was.
async fn forget_organisation(tx: &Tx, id: OrganisationId) -> Result<Option<String>, StoreError> {
    let unused = "SELECT name FROM organisations WHERE id = $1 AND confirmed_at IS NULL AND merged_into IS NULL \
       AND NOT EXISTS (SELECT 1 FROM tickets WHERE organisation_id = $1 AND texts_erased_at IS NULL) \
       AND NOT EXISTS (SELECT 1 FROM organisations other WHERE other.merged_into = $1) \
       AND NOT EXISTS (SELECT 1 FROM organisation_domains WHERE organisation_id = $1) \
       AND NOT EXISTS (SELECT 1 FROM conflicts WHERE organisation_id = $1)";
    let statement = Statement::from_sql_and_values(tx.0.get_database_backend(), unused, [id.0.into()]);
    let Some(row) = tx.0.query_one_raw(statement).await? else { return Ok(None) };
    let name: String = row.try_get_by_index(0)?;
    organisation::Entity::update_many()
        .col_expr(organisation::Column::Name, Expr::val(ERASED))
        // Each is another one: what was typed differently was different.
        .col_expr(organisation::Column::Folded, Expr::val(format!("gewist {}", id.0.simple())))
        .filter(organisation::Column::Id.eq(id.0))
        .exec(&tx.0)
        .await?;
    // Those that were erased before are found by the name since.
    let found_by_it = ticket::Column::OrganisationId.eq(id.0);
    let tickets: Vec<i64> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(found_by_it.clone())
        .order_by_asc(ticket::Column::Id)
        .into_tuple()
        .all(&tx.0)
        .await?;
    ticket::Entity::update_many()
        .col_expr(ticket::Column::Indexed, Expr::val(false))
        .col_expr(ticket::Column::Revision, Expr::col(ticket::Column::Revision).add(1))
        .filter(found_by_it)
        .exec(&tx.0)
        .await?;
    for found in tickets {
        search::forget_row(tx, TicketId(found)).await?;
    }
    Ok(Some(name))
}

/// The files of these tickets.
pub async fn attachments_of(from: &impl Reads, tickets: &[TicketId]) -> Result<Vec<Attachment>, StoreError> {
    let of_tickets = attachment::Column::TicketId.is_in(tickets.iter().map(|ticket| ticket.0));
    let rows = attachment::Entity::find().filter(of_tickets).order_by_asc(attachment::Column::Id);
    Ok(rows.all(from.connection()).await?.into_iter().map(crate::attachments::attachment).collect())
}

/// Finished before this moment, with files, and held by nobody.
const WITH_FILES: &str = "FROM attachments a JOIN tickets t ON t.id = a.ticket_id \
     WHERE t.status IN ('ANSWERED', 'CLOSED') AND COALESCE(t.closed_at, t.answered_at) < $1 \
     AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.ticket_id = t.id)";

/// Tickets that were finished before this moment and still have files, the first ones behind this number.
pub async fn with_attachments(
    from: &impl Reads,
    before: DateTime<Utc>,
    behind: TicketId,
    most: u32,
) -> Result<Vec<TicketId>, StoreError> {
    let sql = format!("SELECT DISTINCT a.ticket_id {WITH_FILES} AND a.ticket_id > $2 ORDER BY a.ticket_id LIMIT $3");
    let connection = from.connection();
    let values = [before.into(), behind.0.into(), i64::from(most).into()];
    let rows = connection
        .query_all_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, values))
        .await?;
    rows.iter().map(|row| Ok(TicketId(row.try_get_by_index(0)?))).collect()
}

/// How many files of such tickets there are.
pub async fn count_attachments(from: &impl Reads, before: DateTime<Utc>) -> Result<i64, StoreError> {
    count(from, &format!("SELECT count(*) {WITH_FILES}"), [before.into()]).await
}

/// Forgets these files; what lies in the store of files is removed by whoever sweeps it.
pub async fn forget_files(tx: &Tx, files: &[Attachment]) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = files.iter().map(|attached| attached.file.id.0).collect();
    attachment::Entity::delete_many().filter(attachment::Column::Id.is_in(ids)).exec(&tx.0).await?;
    Ok(())
}

/// Forgets one message of a ticket, with its files, the copies of it in questions that ended in this one, and letters that were
/// not sent since: they may quote it, as may what is kept of those that left. Of the question itself also what was quoted of it.
pub async fn forget_message(tx: &Tx, ticket: &Ticket, id: MessageId) -> Result<(), StoreError> {
    use crate::entity::message::Entity;
    let Some(said) = Entity::find_by_id(id.0).one(&tx.0).await? else { return Ok(()) };
    if said.kind == MessageKind::Question.as_str() {
        let topics = "UPDATE ticket_topics SET evidence = '[]' WHERE ticket_id = $1";
        run(tx, topics, [ticket.id.0.into()]).await?;
    }
    let copies = "SELECT m.id, m.ticket_id FROM messages m WHERE m.body = $2 AND (m.id = $1 OR m.ticket_id IN \
       (SELECT t.id FROM tickets t WHERE t.merged_into = $3 OR t.id = (SELECT merged_into FROM tickets WHERE id = $3)))";
    let values = [id.0.into(), said.body.clone().into(), ticket.id.0.into()];
    let copies =
        tx.0.query_all_raw(Statement::from_sql_and_values(tx.0.get_database_backend(), copies, values)).await?;
    for copy in copies {
        let (copy, of): (Uuid, i64) = (copy.try_get_by_index(0)?, copy.try_get_by_index(1)?);
        run(tx, "DELETE FROM attachments WHERE message_id = $1", [copy.into()]).await?;
        run(tx, "DELETE FROM incoming WHERE message_id = $1", [copy.into()]).await?;
        run(tx, "UPDATE messages SET body = '(gewist)' WHERE id = $1", [copy.into()]).await?;
        for quotes in [
            "UPDATE jobs SET letter = NULL WHERE ticket_id = $1 AND state = 'done' AND created_at >= $2",
            "DELETE FROM jobs WHERE ticket_id = $1 AND letter IS NOT NULL AND created_at >= $2",
        ] {
            run(tx, quotes, [of.into(), said.sent_at.into()]).await?;
        }
        let stale = "UPDATE tickets SET indexed = false, revision = revision + 1 WHERE id = $1";
        run(tx, stale, [of.into()]).await?;
        search::forget_row(tx, TicketId(of)).await?;
    }
    search::forget_words(tx, &[said.body]).await
}
