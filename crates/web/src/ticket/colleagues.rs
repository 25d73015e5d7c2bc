//! Asking a colleague, and leaving (form handlers); who else has a question open, and whose name is being typed (typeahead).

use super::after::after;
use super::fields::{Fields, parse};
use super::together::{WAYS, away, who_else};
use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, Path};
use crate::form::{chosen, chosen_or_none};
use crate::visitor::Visitor;
use app::Asking;
use axum::response::{Json, Response};
use domain::{Expert, PersonId, amsterdam_day, fold};
use serde::Deserialize;
use serde_json::{Value, json};

/// Asks a colleague.
pub(crate) async fn ask(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let on = fields.on(&reference)?;
    let ways = WAYS.map(|(word, way, _)| (word, way));
    let asking = chosen("how", &fields.how, &ways).and_then(|invited_as| {
        let expert = chosen_or_none::<PersonId>("expertId", &fields.expert)?;
        Ok(Asking { expert, invited_as, words: &fields.asks })
    });
    let outcome = match asking {
        Ok(asking) => visitor.app.ask_colleague(&visitor.caller, on, asking).await,
        Err(complaints) => Err(complaints.into()),
    };
    after(&visitor, &reference, "meedenken", fields, (Done::ColleagueAsked, outcome)).await
}

/// Somebody thinks along no more.
pub(crate) async fn leave(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let on = fields.on(&reference)?;
    let expert = fields.expert.trim().parse::<PersonId>().ok();
    let is_own = expert.is_some() && expert == visitor.caller.actor.person();
    match visitor.app.end_invitation(&visitor.caller, on, expert).await {
        // Whoever left may no longer see it.
        Ok(ticket) if is_own => Done::StoppedAlong.about(&visitor.app, ticket.reference, "/werkbak"),
        outcome => after(&visitor, &reference, "meedenken-weg", fields, (Done::ColleagueTakenOff, outcome)).await,
    }
}

/// Who else has the question open, asked by its page now and then.
pub(crate) async fn open_besides(visitor: Visitor, Path(reference): Path<String>) -> Result<Json<Value>, Failure> {
    visitor.require_staff()?;
    let ticket = visitor.app.read_ticket(&visitor.caller, parse(&reference)?).await?;
    Ok(Json(json!({ "words": who_else(&visitor, &ticket).await? })))
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    token: String,
    #[serde(default)]
    typed: String,
}

/// Most colleagues that are proposed at once.
const PROPOSED: usize = 8;

/// Colleagues in whose name every typed word begins a word (typeahead). In the body of a request: what people write belongs
/// in no log.
pub(crate) async fn find(visitor: Visitor, Form(typed): Form<Typed>) -> Result<Json<Value>, Failure> {
    visitor.check_form(&typed.token)?;
    let (own, today) = (visitor.caller.actor.person(), amsterdam_day(visitor.app.now()));
    let wanted = fold(&typed.typed);
    let begins = |name: &str| {
        let name = fold(name);
        wanted.split(' ').all(|word| name.split(' ').any(|part| part.starts_with(word)))
    };
    let experts = visitor.app.list_experts(&visitor.caller)?.into_iter();
    let found = experts.filter(|expert| Some(expert.id) != own && begins(&expert.name)).take(PROPOSED);
    let line = |expert: Expert| json!({ "name": expert.name, "label": away(&expert, today).unwrap_or_default() });
    Ok(Json(found.map(line).collect()))
}
