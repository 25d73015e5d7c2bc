//! Tickets that were found, looked up by their numbers, and what stands in their texts.

use crate::reads::Snapshot;
use crate::search::Finder;
use crate::{StoreError, messages, search};
use domain::{Contact, TicketId, without_asker};
use sea_orm::DatabaseBackend;
use sea_orm::sea_query::Expr;
use std::collections::BTreeSet;

/// Tickets by their numbers.
pub(super) fn by_numbers(backend: DatabaseBackend, ids: &[i64]) -> Result<Expr, StoreError> {
    let ids = serde_json::to_string(ids)?;
    Ok(match backend {
        DatabaseBackend::Sqlite => {
            Expr::cust_with_values("\"tickets\".\"id\" IN (SELECT value FROM json_each(?))", [ids])
        }
        _ => Expr::cust_with_values("\"tickets\".\"id\" = ANY (translate($1, '[]', '{}')::bigint[])", [ids]),
    })
}

/// What must hold of the texts of a ticket that was found by its search row.
#[derive(Debug, Clone, Default)]
pub(super) struct InTexts {
    /// What must stand together in one of them, folded.
    pub phrases: Vec<String>,
    /// What must not be found by who asked alone.
    pub without_asker: Option<Finder>,
}

impl InTexts {
    pub(super) fn is_nothing(&self) -> bool {
        self.phrases.is_empty() && self.without_asker.is_none()
    }
}

/// A ticket that was found, but for its texts.
pub(super) struct Looked<'a> {
    pub id: i64,
    pub subject: &'a str,
    pub organisation: Option<&'a str>,
    pub asker: Contact,
}

/// Which of these tickets fit by their texts.
pub(super) async fn fit_by_texts(
    from: &Snapshot,
    tickets: Vec<Looked<'_>>,
    must: &InTexts,
) -> Result<BTreeSet<i64>, StoreError> {
    let ids: Vec<TicketId> = tickets.iter().map(|ticket| TicketId(ticket.id)).collect();
    let said = messages::texts_of(from, &ids).await?;
    let fits = |ticket: &Looked<'_>| {
        let bodies = said.get(&TicketId(ticket.id)).into_iter().flatten().map(|(_, body)| body.as_str());
        let texts: Vec<&str> = bodies.chain([ticket.subject]).collect();
        let Some(finder) = &must.without_asker else {
            return search::hold_phrases(texts.into_iter().chain(ticket.organisation), &must.phrases);
        };
        let shown: Vec<String> = texts.iter().map(|text| without_asker(text, &ticket.asker)).collect();
        let shown = || shown.iter().map(String::as_str).chain(ticket.organisation);
        // A word in none of its texts was found by the name of a place or of an expert.
        finder.words_in(texts).is_subset(&finder.words_in(shown())) && search::hold_phrases(shown(), &must.phrases)
    };
    Ok(tickets.iter().filter(|ticket| fits(ticket)).map(|ticket| ticket.id).collect())
}
