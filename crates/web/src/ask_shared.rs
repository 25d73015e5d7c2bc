//! A question that somebody began, for a colleague to finish (shared draft): the form as it was left, under a link.

use crate::ask_form::{Fields, Under, complained, draft_of, form_of, must_wait};
use crate::error::{self, Failure};
use crate::extract::Secret;
use crate::links::secret_in;
use crate::page::show;
use crate::sender::From;
use crate::state::Web;
use app::{Caller, Counted, Opened, Refusal, SharedDraft};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::DateTime;
use domain::{Actor, Origin, amsterdam_day, long_day_in_words};

/// In the address of a draft that was kept beside the one it was made from.
const APART: &str = "apart";

/// The form as somebody left it.
pub(crate) async fn page(
    State(web): State<Web>,
    Secret(secret): Secret,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let nobody = Caller::new(Actor::Anonymous, Origin::Web);
    let shared = match web.app.open_shared_draft(&nobody, &secret).await {
        Ok(shared) => shared,
        Err(Refusal::Hidden) => return Ok(error::no_draft()),
        Err(refusal) => return Err(refusal.into()),
    };
    let under = Under {
        url: web.app.draft_url(&secret),
        until: long_day_in_words(amsterdam_day(shared.expires_at)),
        is_apart: query.as_deref() == Some(APART),
    };
    show(&form_of(&web, fields_of(shared, secret), under).await)
}

/// Keeps what was typed under a link, and shows that.
pub(crate) async fn keep(web: &Web, caller: &Caller, sender: &From, fields: Fields) -> Result<Response, Failure> {
    let secret = secret_in(&fields.concept);
    let seen = fields.seen.parse().ok().and_then(DateTime::from_timestamp_micros);
    let from = secret.as_deref().map(|secret| Opened { secret, kept_at: seen.unwrap_or_default() });
    let count = || sender.check(web, Counted::Submission);
    match web.app.share_draft(caller, draft_of(web, &fields), from, &count).await {
        Ok(kept) => {
            let apart = if kept.is_apart { format!("?{APART}") } else { String::new() };
            Ok(Redirect::to(&format!("/concept/{}{apart}", kept.secret)).into_response())
        }
        Err(Refusal::Limited(_, wait)) => must_wait(web, fields, wait).await,
        Err(refusal) => complained(web, fields, refusal).await,
    }
}

/// What stands in the form of a draft.
fn fields_of(shared: SharedDraft, secret: String) -> Fields {
    let draft = shared.draft;
    let organisation = draft.organisation;
    Fields {
        key: draft.submission_key.0.to_string(),
        concept: secret,
        seen: shared.kept_at.timestamp_micros().to_string(),
        kind: organisation.kind.map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
        organisation: organisation.name,
        municipality: organisation.municipality.unwrap_or_default(),
        works_for: organisation.works_for.into_iter().collect(),
        places: organisation.places.map(|places| vec![places.join(", ")]).unwrap_or_default(),
        subject: draft.subject,
        body: draft.body,
        groups: draft.groups,
        themes: draft.themes,
        ..Fields::default()
    }
}
