//! What staff does on the page of a ticket. Each form comes back filled in when it was refused.

use crate::Pages;
use crate::error::Failure;
use crate::faults::Faults;
use crate::form::Fields;
use crate::session::Staff;
use crate::shell::page;
use crate::ticket::read;
use crate::ticket_view::{REASONS, TypedActions, ticket_page};
use app::{Refusal, TicketView};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Complaints, MessageKind, PersonId, Reference, Role, Ticket};

/// A form that arrived: who sent it, about which ticket, and what was in it.
struct Arrived {
    pages: Pages,
    staff: Staff,
    reference: Reference,
    fields: Fields,
}

impl Arrived {
    fn new(pages: Pages, staff: Staff, reference: &str, fields: Fields) -> Result<Self, Failure> {
        staff.check_form(&fields)?;
        Ok(Self { reference: read(reference)?, pages, staff, fields })
    }

    async fn view(&self) -> Result<TicketView, Failure> {
        Ok(self.pages.app.view_ticket(&self.staff.caller, self.reference).await?)
    }

    /// Back to the ticket, with a word about what was done.
    fn done(&self, what: &str) -> Response {
        Redirect::to(&format!("/vragen/{}?gedaan={what}", self.reference)).into_response()
    }

    /// What comes of a verb: on to the next page, or the same page with what was wrong and all that was typed.
    async fn answer(
        &self,
        outcome: Result<Ticket, Refusal>,
        what: &str,
        typed: TypedActions,
        field: fn(&str) -> &'static str,
    ) -> Result<Response, Failure> {
        match outcome {
            Ok(_) => Ok(self.done(what)),
            Err(Refusal::Complaints(complaints)) => {
                let faults = Faults::of(&complaints, |path| field(path).to_owned());
                self.show_again(StatusCode::UNPROCESSABLE_ENTITY, typed, faults, None).await
            }
            Err(Refusal::Conflict(message)) => {
                self.show_again(StatusCode::CONFLICT, typed, Faults::default(), Some(message)).await
            }
            Err(refusal) => Err(refusal.into()),
        }
    }

    async fn show_again(
        &self,
        status: StatusCode,
        typed: TypedActions,
        faults: Faults,
        conflict: Option<String>,
    ) -> Result<Response, Failure> {
        let mut shown = ticket_page(&self.pages, &self.staff, &self.view().await?, typed);
        shown.shell = shown.shell.faulty(true);
        shown.faults = faults;
        shown.conflict = conflict;
        Ok(page(status, &shown))
    }

    /// A second click on the button sends the same words again.
    async fn is_repeated(&self, kind: MessageKind, body: &str) -> Result<bool, Failure> {
        let body = body.trim().replace("\r\n", "\n");
        let view = self.view().await?;
        let last = view.messages.last();
        Ok(last.is_some_and(|last| last.kind == kind && last.author == Some(self.staff.id) && last.body == body))
    }
}

/// `POST /vragen/{reference}/antwoord`: an answer, or a question to the asker.
pub(crate) async fn reply(
    State(pages): State<Pages>,
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let arrived = Arrived::new(pages, staff, &reference, fields)?;
    let body = arrived.fields.get("body").to_owned();
    let (kind, what) = match arrived.fields.get("actie") {
        "antwoord" => (MessageKind::Answer, "antwoord"),
        "wedervraag" => (MessageKind::AskBack, "wedervraag"),
        // Which of the two was meant cannot be guessed.
        _ => return Err(Failure::BadRequest),
    };
    if arrived.is_repeated(kind, &body).await? {
        return Ok(arrived.done(what));
    }
    let waits = kind == MessageKind::AskBack;
    let outcome = arrived.pages.app.reply_to_ticket(&arrived.staff.caller, arrived.reference, &body, waits).await;
    arrived.answer(outcome, what, TypedActions { reply: body, ..TypedActions::default() }, |_| "reply-body").await
}

/// `POST /vragen/{reference}/notitie`
pub(crate) async fn note(
    State(pages): State<Pages>,
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let arrived = Arrived::new(pages, staff, &reference, fields)?;
    let body = arrived.fields.get("body").to_owned();
    if arrived.is_repeated(MessageKind::Note, &body).await? {
        return Ok(arrived.done("notitie"));
    }
    let outcome = arrived.pages.app.add_note(&arrived.staff.caller, arrived.reference, &body).await;
    arrived.answer(outcome, "notitie", TypedActions { note: body, ..TypedActions::default() }, |_| "note-body").await
}

/// `POST /vragen/{reference}/overdracht`: to somebody, or to whom the desk finds.
pub(crate) async fn hand_over(
    State(pages): State<Pages>,
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let arrived = Arrived::new(pages, staff, &reference, fields)?;
    let typed = TypedActions {
        handover_reason: arrived.fields.get("reason").to_owned(),
        handover_to: arrived.fields.get("to").to_owned(),
        handover_text: arrived.fields.get("text").to_owned(),
        ..TypedActions::default()
    };
    let reason = match handover_reason(&typed) {
        Ok(reason) => reason,
        Err(faults) => return arrived.show_again(StatusCode::UNPROCESSABLE_ENTITY, typed, faults, None).await,
    };
    let (app, caller) = (&arrived.pages.app, &arrived.staff.caller);
    let outcome = match typed.handover_to.parse::<PersonId>() {
        Ok(to) => app.assign_ticket(caller, arrived.reference, to, &reason).await,
        Err(_) if typed.handover_to.is_empty() => app.hand_over_ticket(caller, arrived.reference, &reason).await,
        Err(_) => Err(Complaints::one("expertId", "UNKNOWN", "Kies een deskundige uit de lijst.").into()),
    };
    // Who gave a question away may no longer see it.
    if outcome.is_ok() && !caller.actor.has(Role::Lead) {
        return Ok(Redirect::to("/werkbak?gedaan=overgedragen").into_response());
    }
    let field = |path: &str| if path == "expertId" { "handover-to" } else { "handover-text" };
    arrived.answer(outcome, "overgedragen", typed, field).await
}

/// The reason in words, or what is missing.
fn handover_reason(typed: &TypedActions) -> Result<String, Faults> {
    let known = REASONS.iter().find(|(value, _)| *value == typed.handover_reason);
    let (value, label) =
        known.ok_or_else(|| Faults::one("handover-reason", "Kies waarom de vraag naar een ander gaat."))?;
    let text = typed.handover_text.trim();
    match (text.is_empty(), *value == "anders") {
        (true, true) => Err(Faults::one("handover-text", "Schrijf waarom de vraag naar een ander gaat.")),
        (true, false) => Ok((*label).to_owned()),
        (false, true) => Ok(text.to_owned()),
        (false, false) => Ok(format!("{label}: {text}")),
    }
}

/// `POST /vragen/{reference}/onderwerpen`
pub(crate) async fn set_topics(
    State(pages): State<Pages>,
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let arrived = Arrived::new(pages, staff, &reference, fields)?;
    let groups = arrived.fields.all("groups");
    let themes = arrived.fields.all("themes");
    let main = arrived.fields.get("main").to_owned();
    let ordered = main_first(&themes, &main);
    let outcome =
        arrived.pages.app.set_ticket_topics(&arrived.staff.caller, arrived.reference, &groups, &ordered).await;
    let typed = TypedActions { topics: Some((groups, themes, main)), ..TypedActions::default() };
    arrived.answer(outcome, "onderwerpen", typed, |path| if path == "groups" { "groups" } else { "themes" }).await
}

/// The main theme leads, also when its box was not ticked.
fn main_first(themes: &[String], main: &str) -> Vec<String> {
    let first = Some(main.to_owned()).filter(|main| !main.is_empty());
    first.into_iter().chain(themes.iter().filter(|theme| *theme != main).cloned()).collect()
}

/// `POST /vragen/{reference}/sluiten`
pub(crate) async fn close(
    State(pages): State<Pages>,
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let arrived = Arrived::new(pages, staff, &reference, fields)?;
    let outcome = arrived.pages.app.close_ticket(&arrived.staff.caller, arrived.reference).await;
    arrived.answer(outcome, "gesloten", TypedActions::default(), |_| "sluiten").await
}

/// `POST /vragen/{reference}/heropenen`
pub(crate) async fn reopen(
    State(pages): State<Pages>,
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let arrived = Arrived::new(pages, staff, &reference, fields)?;
    let reason = arrived.fields.get("reason").to_owned();
    let outcome = arrived.pages.app.reopen_ticket(&arrived.staff.caller, arrived.reference, &reason).await;
    let typed = TypedActions { reopen_reason: reason, ..TypedActions::default() };
    arrived.answer(outcome, "heropend", typed, |_| "reopen-reason").await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(reason: &str, text: &str) -> TypedActions {
        TypedActions { handover_reason: reason.to_owned(), handover_text: text.to_owned(), ..TypedActions::default() }
    }

    #[test]
    fn another_reason_needs_words_and_a_known_one_does_not() {
        assert_eq!(handover_reason(&typed("regio", " ")), Ok("Verkeerde regio".to_owned()));
        assert_eq!(handover_reason(&typed("regio", "Drenthe")), Ok("Verkeerde regio: Drenthe".to_owned()));
        assert!(handover_reason(&typed("anders", "")).is_err());
        assert!(handover_reason(&typed("", "zomaar")).is_err());
    }

    #[test]
    fn the_main_theme_comes_first_once() {
        let themes = ["a".to_owned(), "b".to_owned()];
        assert_eq!(main_first(&themes, "b"), ["b", "a"]);
        assert_eq!(main_first(&themes, "c"), ["c", "a", "b"]);
        assert_eq!(main_first(&themes, ""), ["a", "b"]);
    }
}
