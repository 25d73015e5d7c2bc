//! The form: a question in two minutes, without an account.

use crate::Pages;
use crate::address::Address;
use crate::ask_view::{AskPage, Typed, ask_page};
use crate::error::Failure;
use crate::faults::{Faults, dashed};
use crate::form::Fields;
use crate::shell::page;
use app::{Caller, Receipt, Refusal};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    Actor, Complaints, FindingKind, OrganisationName, Origin, Question, QuestionDraft, SubmissionKey, amsterdam_day,
    find_personal_data,
};
use std::time::Duration;

/// Suggestions offered when a name is not known or not clear.
const CHOICES: u32 = 8;

/// `GET /`
pub(crate) async fn show(State(pages): State<Pages>) -> Response {
    let typed = Typed::empty((pages.options.new_key)());
    page(StatusCode::OK, &ask_page(&pages, typed, Faults::default(), Vec::new()))
}

/// `POST /`
pub(crate) async fn submit(
    State(pages): State<Pages>,
    Address(address): Address,
    fields: Fields,
) -> Result<Response, Failure> {
    let caller = Caller::new(Actor::Anonymous, Origin::Web);
    let typed = Typed::read(&fields, &pages);
    let draft = typed.draft();

    let (faults, question) = check(&pages, &typed, draft.clone());
    if !faults.is_empty() {
        return show_again(&pages, &caller, typed, faults).await;
    }
    // Only what would be stored counts against the limit: mending mistakes costs nothing.
    if let Err(wait) = (pages.options.limiter)(address) {
        return Ok(limited(&pages, typed, wait));
    }
    let receipt = match pages.app.submit_question(&caller, draft.clone()).await {
        Ok(receipt) => receipt,
        Err(Refusal::Complaints(complaints)) => {
            return show_again(&pages, &caller, typed, Faults::of(&complaints, field_of)).await;
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let receipt = match question {
        Some(question) if !receipt.is_new && !is_same(&pages, &receipt, &question).await? => {
            // Somebody went back to the form and asked something else: another question, not a retry.
            let key = SubmissionKey((pages.options.new_key)());
            pages.app.submit_question(&caller, QuestionDraft { submission_key: key, ..draft }).await?
        }
        _ => receipt,
    };
    Ok(Redirect::to(&format!("{}?ontvangen=1", path_of(&receipt))).into_response())
}

/// Everything that is wrong, and the question when nothing is.
fn check(pages: &Pages, typed: &Typed, draft: QuestionDraft) -> (Faults, Option<Question>) {
    let desk = pages.app.desk();
    let (mut complaints, question) = match draft.check(&desk.taxonomy, &desk.geography, amsterdam_day(pages.app.now()))
    {
        Ok(question) => (Complaints::default(), Some(question)),
        Err(complaints) => (complaints, None),
    };
    if let Some(found) = personal_data(typed)
        && !typed.privacy_confirmed
    {
        complaints.add(
            "privacy",
            "PERSONAL_DATA",
            format!("In uw tekst staat {found}. Haal dit weg, of vink aan dat wij dit mogen bewaren."),
        );
    }
    if !typed.website.is_empty() {
        complaints.add("website", "INVALID", "Laat dit veld leeg. Het is er om automatische berichten te herkennen.");
    }
    (Faults::of(&complaints, field_of), question)
}

/// What sort of personal data stands in the text, in words. A citizen number is refused by the domain itself.
pub(crate) fn personal_data(typed: &Typed) -> Option<String> {
    let findings = [find_personal_data(&typed.subject), find_personal_data(&typed.body)].concat();
    let has = |kind| findings.iter().any(|finding| finding.kind == kind);
    match (has(FindingKind::Phone), has(FindingKind::Email)) {
        (true, true) => Some("een telefoonnummer en een e-mailadres".to_owned()),
        (true, false) => Some("een telefoonnummer".to_owned()),
        (false, true) => Some("een e-mailadres".to_owned()),
        (false, false) => None,
    }
}

/// The field a complaint of the domain belongs to.
fn field_of(path: &str) -> String {
    match path {
        "organisation.municipality" | "organisation.region" => "organisation-name".to_owned(),
        path => dashed(path),
    }
}

async fn show_again(pages: &Pages, caller: &Caller, typed: Typed, faults: Faults) -> Result<Response, Failure> {
    let choices: Vec<OrganisationName> = match faults.at("organisation-name") {
        Some(_) if !typed.organisation.trim().is_empty() => {
            pages.app.find_organisations(caller, &typed.organisation, typed.kind, CHOICES).await?
        }
        _ => Vec::new(),
    };
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &ask_page(pages, typed, faults, choices)))
}

fn limited(pages: &Pages, typed: Typed, wait: Duration) -> Response {
    let minutes = wait.as_secs().div_ceil(60).max(1);
    let unit = if minutes == 1 { "minuut" } else { "minuten" };
    let limited = format!(
        "Vanaf uw adres zijn kort na elkaar veel vragen gesteld. Uw vraag is nog niet verstuurd. \
         Wacht {minutes} {unit} en kies dan nog een keer voor 'Vraag versturen'. Wat u typte blijft staan."
    );
    let view = AskPage { limited: Some(limited), ..ask_page(pages, typed, Faults::default(), Vec::new()) };
    let mut response = page(StatusCode::TOO_MANY_REQUESTS, &view);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    response
}

/// Is this the question that was received under the same key before?
async fn is_same(pages: &Pages, receipt: &Receipt, question: &Question) -> Result<bool, Failure> {
    let secret = receipt.tracking_url.rsplit('/').next().unwrap_or_default();
    let (view, _) = pages.app.follow_ticket(secret).await?;
    let same_words = view.messages.first().is_some_and(|first| first.body == question.body);
    Ok(same_words && view.ticket.subject == question.subject)
}

/// The tracking link without the host: a redirect stays where the browser is.
fn path_of(receipt: &Receipt) -> String {
    let secret = receipt.tracking_url.rsplit('/').next().unwrap_or_default();
    format!("/volg/{secret}")
}
