//! What somebody is writing is kept (draft, autosave), so that no reload, other form or other machine loses it.
//!
//! A draft is no change of its question: nobody is told, and nothing of it stands in the ledger. Whoever reads the notes of
//! a question sees that a colleague is writing, and what.

use crate::changing::change::checked_text;
use crate::changing::seen::{Seen, SeenTicket};
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, refusal};
use chrono::{DateTime, Utc};
use domain::{Draft, DraftKind, Ticket};

impl App {
    /// Keeps what the caller is writing, in place of what was kept before; nothing typed takes the draft away. When it was
    /// kept; none when there is nothing to keep, or when the form in which it was written has been sent.
    pub async fn keep_draft(
        &self,
        caller: &Caller,
        on: impl Into<SeenTicket>,
        kind: DraftKind,
        text: &str,
    ) -> Result<Option<DateTime<Utc>>, Refusal> {
        let on = on.into();
        let tx = self.store.write().await?;
        // Held, or a text that comes late would stay behind as the draft of what was sent a moment before.
        store::tickets::hold(&tx, on.reference.ticket, &policy::scope(&caller.actor)).await?;
        let ticket = self.ticket(&tx, caller, on.reference).await?;
        policy::check(&caller.actor, Action::KeepDraft(&ticket))?;
        let person = caller.actor.person().ok_or(Refusal::Unauthenticated)?;
        if ticket.contact_erased_at.is_some() {
            return Err(refusal::erased());
        }
        if let Some(key) = on.key
            && store::drafts::was_sent(&tx, ticket.id, key).await?
        {
            return Ok(None);
        }
        if text.trim().is_empty() {
            store::drafts::end(&tx, ticket.id, person, kind).await?;
            tx.commit().await?;
            return Ok(None);
        }
        let body = checked_text(caller, "body", text, "")?;
        let revision = match on.seen {
            Seen::Revision(seen) => seen.clamp(0, ticket.revision),
            Seen::Whatever => ticket.revision,
            Seen::Unreadable => 0,
        };
        let kept_at = self.clock.now();
        store::drafts::keep(&tx, ticket.id, &Draft { person, kind, body, revision, kept_at }).await?;
        tx.commit().await?;
        Ok(Some(kept_at))
    }

    /// What came of sending a form; where something came first, its text is kept as a draft.
    pub(crate) async fn keeping_unsent(
        &self,
        caller: &Caller,
        on: SeenTicket,
        kind: DraftKind,
        text: &str,
        sent: Result<Ticket, Refusal>,
    ) -> Result<Ticket, Refusal> {
        let came_first = matches!(sent, Err(Refusal::Conflict(_) | Refusal::Forbidden));
        if came_first && matches!(on.seen, Seen::Revision(_)) {
            let kept = self.keep_draft(caller, SeenTicket { key: None, ..on }, kind, text).await;
            if let Err(refusal) = kept {
                // Its sender gets the text back all the same.
                tracing::warn!(error = %refusal, "what could not be sent is not kept as a draft either");
            }
        }
        sent
    }
}
