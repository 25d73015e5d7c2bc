//! A question that somebody began is kept for a colleague to finish (shared draft): under a link, for a while, and without
//! who asks in person.

use crate::asking::submit_question::Count;
use crate::policy::{self, Action};
use crate::refusal::Limit;
use crate::{App, Caller, Refusal, secrets};
use chrono::{DateTime, Utc};
use domain::{Complaints, ContactDraft, QuestionDraft, refuse_citizen_numbers};
use store::shared_drafts::{self, SharedDraft};

/// Most drafts kept at once, of everybody together: strangers fill no disk.
const MOST: u64 = 10_000;
/// Longest draft, in bytes: more than any question holds.
const LONGEST: usize = 100_000;

/// The draft that somebody went on with.
#[derive(Debug, Clone, Copy)]
pub struct Opened<'a> {
    /// The secret of its link.
    pub secret: &'a str,
    /// When it was kept, as they saw it.
    pub kept_at: DateTime<Utc>,
}

/// Where a draft is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDraft {
    /// The secret of its link.
    pub secret: String,
    /// Under a link of its own, because the draft it was made from had changed or was there no more.
    pub is_apart: bool,
}

impl App {
    /// Does this desk keep drafts for colleagues?
    pub fn shares_drafts(&self) -> bool {
        !self.settings.drafts_hold.is_zero()
    }

    /// The link to a draft.
    pub fn draft_url(&self, secret: &str) -> String {
        format!("{}/concept/{secret}", self.settings.public_url)
    }

    /// Keeps what was typed under a link: that of the draft it was made from, as long as nobody else changed that, or else a
    /// new one; `count` is asked before a new one. Of who asks in person nothing is kept, nor files.
    pub async fn share_draft(
        &self,
        caller: &Caller,
        draft: QuestionDraft,
        from: Option<Opened<'_>>,
        count: &Count<'_>,
    ) -> Result<KeptDraft, Refusal> {
        policy::check(&caller.actor, Action::SubmitQuestion)?;
        let hold = self.settings.drafts_hold;
        if hold.is_zero() {
            return Err(Refusal::Hidden);
        }
        let draft = QuestionDraft { contact: ContactDraft::default(), ..draft };
        storable(caller, &draft)?;
        let kept_at = self.clock.now();
        let shared = SharedDraft { draft, kept_at, expires_at: kept_at + hold };
        let tx = self.store.write().await?;
        if let Some(from) = from
            && shared_drafts::replace(&tx, &secrets::hash(from.secret), from.kept_at, &shared).await?
        {
            tx.commit().await?;
            return Ok(KeptDraft { secret: from.secret.to_owned(), is_apart: false });
        }
        if shared_drafts::count(&tx).await? >= MOST {
            let words = "Wij kunnen nu geen concept bewaren. Verstuur uw vraag, of probeer het later.";
            return Err(Complaints::one("body", "TOO_MANY", words).into());
        }
        count().map_err(|wait| Refusal::Limited(Limit::Sender, wait))?;
        let secret = secrets::as_text(self.ids.secret());
        shared_drafts::insert(&tx, &secrets::hash(&secret), &shared).await?;
        tx.commit().await?;
        Ok(KeptDraft { secret, is_apart: from.is_some() })
    }

    /// The draft that this secret opens. Hidden when it is unknown, sent or too old: all three look alike.
    pub async fn open_shared_draft(&self, caller: &Caller, secret: &str) -> Result<SharedDraft, Refusal> {
        policy::check(&caller.actor, Action::SubmitQuestion)?;
        let found = shared_drafts::find(&self.store, &secrets::hash(secret), self.clock.now()).await?;
        found.filter(|_| self.shares_drafts()).ok_or(Refusal::Hidden)
    }
}

/// A draft may be half a question, but no citizen number is kept in it, and no book.
fn storable(caller: &Caller, draft: &QuestionDraft) -> Result<(), Complaints> {
    let mut complaints = Complaints::default();
    let organisation = &draft.organisation;
    let places = organisation.places.iter().flatten().map(|place| ("organisation.places", place));
    let works_for = organisation.works_for.iter().map(|name| ("organisation.worksFor", name));
    let texts =
        [("subject", &draft.subject), ("body", &draft.body), ("organisation.name", &organisation.name)].into_iter();
    for (path, text) in texts.chain(works_for).chain(places) {
        refuse_citizen_numbers(&mut complaints, path, text, caller.numbers);
    }
    if draft.subject.trim().is_empty() && draft.body.trim().is_empty() {
        complaints.add("body", "REQUIRED", "Schrijf eerst iets op. Daarna kunt u het bewaren.");
    }
    let bytes = serde_json::to_string(draft).map_or(usize::MAX, |text| text.len());
    if bytes > LONGEST {
        complaints.add("body", "TOO_LONG", "Deze tekst is te lang om te bewaren. Maak hem korter.");
    }
    complaints.or(|| ())
}
