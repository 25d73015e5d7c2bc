//! What a question is before it is sent (check your answers, summary page): everything that was typed, as the desk understands
//! it, and what its asker is still asked.

use crate::answers::fitting::{Fit, fits};
use crate::ask_form::{Fields, complained, draft_of, kept_by_browser, personal};
use crate::error::Failure;
use crate::form::Errors;
use crate::house::kind_label;
use crate::page::{Frame, show_as};
use crate::sent_along::{Along, Files, ids};
use crate::state::Web;
use app::{Caller, Checked, Refusal};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::{Complaints, MessageKind, Numbers, TopicKey};
use rich::Rich;

/// Was it sent already?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent {
    /// Its asker wants to see it first.
    NotYet,
    /// It was, from this very page, and something is still asked.
    InVain,
}

#[derive(Template)]
#[template(path = "ask_check.html")]
struct CheckPage {
    frame: Frame,
    fields: Fields,
    rows: Vec<Row>,
    /// The question itself, as its asker and the desk will read it.
    body: Rich,
    errors: Errors,
    /// What is asked about personal data, while it was not said whose they are.
    asked: Vec<String>,
    files: Files,
    /// What the desk cannot take along now.
    not_now: Vec<String>,
    /// Published answers that fit.
    fits: Vec<Fit>,
    /// They said of a number that it is no citizen number.
    numbers_explained: bool,
}

/// One thing that will be sent.
struct Row {
    label: &'static str,
    value: String,
    /// What the desk made of it by itself.
    remark: String,
}

/// Shows what will be sent; the form, where something of it is wrong.
pub(crate) async fn page(
    web: &Web,
    caller: &Caller,
    mut fields: Fields,
    along: &Along,
    sent: Sent,
) -> Result<Response, Failure> {
    let mut is_proposed = false;
    let mut checked = check(web, caller, &fields, along).await;
    if let Some(proposal) = proposal(web, caller, &fields, &checked).await? {
        is_proposed = true;
        fields.places = vec![proposal];
        checked = check(web, caller, &fields, along).await;
    }
    let Checked { question, asked } = match checked {
        Ok(checked) => checked,
        Err(refusal) => return complained(web, fields, refusal).await,
    };
    let topics: Vec<TopicKey> = question.themes.iter().chain(&question.groups).cloned().collect();
    let fits = fits(web, &question.subject, &question.body, &topics, &fields.shown).await?;
    for fit in &fits {
        if !fields.shown.contains(&fit.key) {
            fields.shown.push(fit.key.clone());
        }
    }
    let is_asked = !asked.0.is_empty();
    let status = if sent == Sent::InVain { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = CheckPage {
        frame: Frame::public("Controleer uw vraag"),
        rows: rows(web, &question, is_proposed),
        body: Rich::of(MessageKind::Question, &question.body),
        errors: if is_asked && sent == Sent::InVain { unanswered() } else { Errors::default() },
        asked: asked.0.into_iter().map(|one| one.message).collect(),
        files: Files::of(&web.app, caller, &fields.file).await,
        not_now: along.not_now.clone(),
        fits,
        numbers_explained: caller.numbers == Numbers::Explained,
        fields,
    };
    show_as(status, &page).map(kept_by_browser)
}

/// Whose the personal data are was not said.
fn unanswered() -> Errors {
    Errors::one("own_data", "Zeg van wie de gegevens zijn, of wijzig uw vraag.")
}

async fn check(web: &Web, caller: &Caller, fields: &Fields, along: &Along) -> Result<Checked, Refusal> {
    let files = ids(&fields.file);
    web.app.check_question(caller, draft_of(web, fields), personal(fields), along.sent(&files)).await
}

/// What the desk proposes for a field for places that was left empty and may not be: whoever goes on has seen it here.
async fn proposal(
    web: &Web,
    caller: &Caller,
    fields: &Fields,
    checked: &Result<Checked, Refusal>,
) -> Result<Option<String>, Failure> {
    let is_empty = fields.places.iter().all(|typed| typed.trim().is_empty()) && fields.places_meant.is_empty();
    let Err(Refusal::Complaints(Complaints(all))) = checked else { return Ok(None) };
    if !is_empty || !all.iter().any(|one| one.path == ["organisation", "places"]) {
        return Ok(None);
    }
    let proposed = web.app.propose_places(caller, &draft_of(web, fields).organisation).await?;
    let named = web.app.picture().geography.places_in_full(&proposed);
    Ok(Some(named).filter(|named| !named.is_empty()))
}

fn rows(web: &Web, question: &domain::Question, is_proposed: bool) -> Vec<Row> {
    let picture = web.app.picture();
    let label = |key: &TopicKey| picture.taxonomy.label(key).to_owned();
    let topics: Vec<String> = question.groups.iter().chain(&question.themes).map(label).collect();
    let remark = if is_proposed { "Dit is ons voorstel. Klopt het niet? Wijzig het dan." } else { "" };
    let places = picture.geography.places_in_full(std::iter::once(&question.place).chain(&question.also));
    let contact = &question.contact;
    let kind = kind_label(question.organisation.kind);
    let kind = kind.as_str();
    let all = [
        ("Uw organisatie", question.organisation.name.clone(), kind),
        ("U werkt voor", question.works_for.clone().unwrap_or_default(), ""),
        ("Uw vraag gaat over", places, remark),
        ("Onderwerpen die u koos", topics.join(", "), ""),
        ("Uw naam", contact.name.clone(), ""),
        ("Uw e-mailadres", contact.email.clone(), ""),
        ("Uw telefoonnummer", contact.phone.clone().unwrap_or_default(), ""),
    ];
    let rows = all.into_iter().filter(|(_, value, _)| !value.is_empty());
    rows.map(|(label, value, remark)| Row { label, value, remark: remark.to_owned() }).collect()
}
