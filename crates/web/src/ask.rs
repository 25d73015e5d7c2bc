//! The form's front door: asking a question (intake, ticket form).

use crate::ask_check::{self, Sent};
use crate::ask_form::{Fields, complained, draft_of, kept_by_browser, must_wait, page, personal};
use crate::ask_shared;
use crate::done::Told;
use crate::error::Failure;
use crate::extract::{AboutNumbers, Form};
use crate::form::Errors;
use crate::links::secret_in;
use crate::page::show;
use crate::sender::From;
use crate::sent_along::{Along, ids};
use crate::state::Web;
use app::{Caller, Counted, GoesOn, Refusal};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Actor, AnswerUse, Origin, SubmissionKey};
use uuid::Uuid;

/// What the button says that sent the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// Nothing: the question is sent, as by whoever knows no buttons.
    Send,
    /// It is sent, by who saw what is sent.
    SendChecked,
    /// To see what would be sent; a word that stands on no button sends nothing either.
    Check,
    /// Back to the form, to change it.
    Change,
    /// It is kept, for a colleague to finish.
    Keep,
}

impl How {
    fn of(word: &str) -> Self {
        match word {
            "" => Self::Send,
            "versturen" => Self::SendChecked,
            "wijzigen" => Self::Change,
            "bewaren" => Self::Keep,
            _ => Self::Check,
        }
    }
}

/// The empty form.
pub(crate) async fn form(State(web): State<Web>, Told(done): Told) -> Result<Response, Failure> {
    let fields = Fields { key: web.app.new_submission_key().to_string(), ..Fields::default() };
    let mut page = page(&web, fields, Errors::default()).await;
    page.frame.done = done;
    Ok(kept_by_browser(show(&page)?))
}

/// Takes the question, or shows the form again with every complaint and everything that was typed.
pub(crate) async fn submit(
    State(web): State<Web>,
    sender: From,
    AboutNumbers(numbers): AboutNumbers,
    along: Along,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    if !fields.website.is_empty() {
        // A robot filled in the field that nobody sees: it gets the empty form back, and nothing is stored.
        return Ok(Redirect::to("/").into_response());
    }
    // However often a form is sent, complaints do not count as questions; floods of them end here.
    if let Err(wait) = sender.check(&web, Counted::Attempt) {
        return must_wait(&web, fields, wait).await;
    }
    let how = How::of(&fields.how);
    if how == How::Change {
        return Ok(kept_by_browser(show(&page(&web, fields, Errors::default()).await)?));
    }
    let caller = Caller::new(Actor::Anonymous, Origin::Web).saying(numbers);
    if how == How::Keep {
        return ask_shared::keep(&web, &caller, &sender, fields).await;
    }
    if let Err(told) = web.app.tell_first(&caller, &draft_of(&web, &fields), goes_on(&fields)) {
        return complained(&web, fields, told).await;
    }
    if how == How::Check {
        return ask_check::page(&web, &caller, fields, &along, Sent::NotYet).await;
    }
    let count = || sender.check(&web, Counted::Submission);
    // A form without its key is known by what was typed.
    let key = Uuid::parse_str(&fields.key).ok().map(SubmissionKey);
    let (draft, files) = (draft_of(&web, &fields), ids(&fields.file));
    let concept = secret_in(&fields.concept);
    let sent = (along.sent(&files), concept.as_deref());
    match web.app.submit_from_draft(&caller, draft, key, personal(&fields), sent, &count).await {
        Ok(receipt) => {
            // That they asked all the same is worth less than the question.
            if let Err(refusal) = web.app.count_answer_use(&caller, &fields.shown, AnswerUse::AskedAnyway).await {
                tracing::warn!(%refusal, "it could not be counted that somebody asked all the same");
            }
            let path = receipt.tracking_url.trim_start_matches(&web.app.settings().public_url).to_owned();
            Ok(Redirect::to(&format!("{path}?ontvangen{}", along.without())).into_response())
        }
        Err(Refusal::Limited(_, wait)) => must_wait(&web, fields, wait).await,
        Err(Refusal::Complaints(_)) if how == How::SendChecked => {
            ask_check::page(&web, &caller, fields, &along, Sent::InVain).await
        }
        Err(refusal) => complained(&web, fields, refusal).await,
    }
}

fn goes_on(fields: &Fields) -> GoesOn {
    if fields.goes_on == "ja" { GoesOn::Yes } else { GoesOn::Unasked }
}
