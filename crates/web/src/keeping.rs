//! How long things are kept: terms, what goes next, what is held, who asked to be erased, and what is held of an address.

use crate::done::Done;
use crate::error::Failure;
use crate::extract::Form;
use crate::form::{Errors, complaints};
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::Refusal;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{Complaints, MessageId, Reference, Sought, amsterdam_day, counted, long_day_in_words, moment_in_words};
use serde::Deserialize;

const PAGE: &str = "/beheer/bewaren";

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    /// Of which question, to hold it.
    #[serde(default)]
    reference: String,
    /// Of which message, to erase it: its address, or its name at the end of that.
    #[serde(default)]
    message: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    reason: String,
    /// Which request.
    #[serde(default)]
    id: String,
}

#[derive(Template)]
#[template(path = "keeping.html")]
struct KeepingPage {
    frame: Frame,
    classes: Vec<ClassRow>,
    held: Vec<HeldRow>,
    requests: Vec<RequestRow>,
    fields: Fields,
    /// Which form came back.
    back: &'static str,
    errors: Errors,
    conflict: Option<String>,
}

impl KeepingPage {
    /// What was typed in the form that came back; nothing in the others.
    fn typed(&self, form: &str) -> [&str; 4] {
        if self.back == form {
            [&self.fields.reference, &self.fields.message, &self.fields.email, &self.fields.reason]
        } else {
            [""; 4]
        }
    }
}

struct ClassRow {
    label: &'static str,
    term: String,
    due: String,
    oldest: String,
}

struct HeldRow {
    reference: String,
    subject: String,
    since: String,
    by: String,
    reason: String,
}

struct RequestRow {
    id: String,
    what: String,
    asked: String,
    by: String,
    reason: String,
    state: String,
    /// Can it still be withdrawn?
    waits: bool,
}

/// All of it.
pub(crate) async fn page(visitor: Visitor) -> Result<Response, Failure> {
    visitor.require_staff()?;
    view(&visitor, "", Fields::default(), Errors::default(), None).await
}

/// Holds a question.
pub(crate) async fn hold(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let outcome = match reference_in(&fields.reference) {
        Ok(reference) => visitor.app.hold_ticket(&visitor.caller, reference, &fields.reason).await.map(|_| reference),
        Err(complaints) => Err(complaints.into()),
    };
    match outcome {
        Ok(reference) => Done::Held.about(&visitor.app, reference, PAGE),
        Err(refusal) => back(&visitor, "hold", fields, unknown(refusal)).await,
    }
}

/// Holds it no more.
pub(crate) async fn lift(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let outcome = match reference_in(&fields.reference) {
        Ok(reference) => visitor.app.lift_hold(&visitor.caller, reference, &fields.reason).await.map(|_| reference),
        Err(complaints) => Err(complaints.into()),
    };
    match outcome {
        Ok(reference) => Done::HoldLifted.about(&visitor.app, reference, PAGE),
        Err(refusal) => back(&visitor, "lift", fields, unknown(refusal)).await,
    }
}

/// Takes down that somebody, or a message, is to be erased.
pub(crate) async fn erase(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let outcome = if fields.message.trim().is_empty() {
        visitor.app.ask_erasure(&visitor.caller, &fields.email, &fields.reason).await
    } else {
        match message_in(&fields.message) {
            Ok(message) => visitor.app.ask_message_erasure(&visitor.caller, message, &fields.reason).await,
            Err(complaints) => Err(complaints.into()),
        }
    };
    match outcome {
        Ok(_) => Done::ErasureAsked.then(&visitor.app, PAGE),
        Err(Refusal::Hidden) => back(&visitor, "erase", fields, unknown_message().into()).await,
        Err(refusal) => back(&visitor, "erase", fields, refusal).await,
    }
}

/// Takes such a request back.
pub(crate) async fn withdraw(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = fields.id.parse().map_err(|_| Failure::Refused(Refusal::Hidden))?;
    match visitor.app.withdraw_erasure(&visitor.caller, id).await {
        Ok(()) => Done::ErasureWithdrawn.then(&visitor.app, PAGE),
        Err(refusal) => back(&visitor, "", Fields::default(), refusal).await,
    }
}

/// Everything that is held of an address, as a file.
pub(crate) async fn access(visitor: Visitor, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    match visitor.app.all_held_of(&visitor.caller, &fields.email).await {
        Ok(text) => {
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
                (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"inzage.txt\"")),
            ];
            Ok((headers, text).into_response())
        }
        Err(refusal) => back(&visitor, "access", fields, refusal).await,
    }
}

fn reference_in(typed: &str) -> Result<Reference, Complaints> {
    let read = Sought::read(typed).map_err(|wrong| Complaints::one("reference", "CHECK_LETTER", wrong.to_string()))?;
    let missing = || Complaints::one("reference", "REQUIRED", "Vul het kenmerk in, zoals EHA-2026-000041-L.");
    typed.trim().parse().ok().filter(|_| read.is_some()).ok_or_else(missing)
}

/// Behind the last sign of its address, or by itself.
fn message_in(typed: &str) -> Result<MessageId, Complaints> {
    let name = typed.trim().rsplit(['#', '/']).next().unwrap_or_default().trim_start_matches("bericht-");
    name.parse().map(MessageId).map_err(|_| unknown_message())
}

fn unknown_message() -> Complaints {
    Complaints::one(
        "message",
        "UNKNOWN",
        "Wij kennen dit bericht niet. Kopieer het adres van het bericht op de pagina van de vraag.",
    )
}

fn unknown(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Hidden => Complaints::one("reference", "UNKNOWN", "Wij kennen geen vraag met dit kenmerk.").into(),
        other => other,
    }
}

async fn back(visitor: &Visitor, form: &'static str, fields: Fields, refusal: Refusal) -> Result<Response, Failure> {
    let (errors, conflict) = match refusal {
        Refusal::Conflict(why) => (Errors::default(), Some(why)),
        other => (complaints(other)?, None),
    };
    let errors = errors.within(form);
    view(visitor, form, fields, errors, conflict).await
}

async fn view(
    visitor: &Visitor,
    form: &'static str,
    fields: Fields,
    errors: Errors,
    conflict: Option<String>,
) -> Result<Response, Failure> {
    let (app, caller) = (&visitor.app, &visitor.caller);
    let (report, picture, now) = (app.retention_report(caller).await?, app.picture(), app.now());
    let classes = report.classes.into_iter().map(|kept| {
        let (one, many) = kept.class.counted();
        ClassRow {
            label: kept.class.label(),
            term: kept.term.unwrap_or_else(|| "geen termijn".to_owned()),
            due: counted(usize::try_from(kept.due).unwrap_or_default(), one, many),
            oldest: kept.oldest.map(|at| long_day_in_words(amsterdam_day(at))).unwrap_or_default(),
        }
    });
    let held = app.held_questions(caller).await?.into_iter().map(|held| HeldRow {
        reference: held.ticket.reference.to_string(),
        subject: held.ticket.subject,
        since: long_day_in_words(amsterdam_day(held.hold.at)),
        by: picture.name(held.hold.by).to_owned(),
        reason: held.hold.reason,
    });
    let requests = app.erasures(caller).await?.into_iter().map(|asked| {
        let waits = asked.withdrawn_at.is_none() && asked.done_at.is_none();
        let state = match (asked.withdrawn_at, asked.done_at) {
            (Some(at), _) => format!("ingetrokken op {}", moment_in_words(at)),
            (None, Some(at)) => format!("uitgevoerd op {}", moment_in_words(at)),
            (None, None) if asked.due_at <= now => {
                "wordt uitgevoerd; een vraag die wordt vastgehouden, wacht".to_owned()
            }
            (None, None) => format!("wordt uitgevoerd na {}", moment_in_words(asked.due_at)),
        };
        RequestRow {
            id: asked.id.to_string(),
            what: match asked.what {
                app::ToErase::Asker(email) => format!(
                    "{email}: {}",
                    counted(usize::try_from(asked.questions).unwrap_or_default(), "vraag", "vragen")
                ),
                app::ToErase::Message(_) => "één bericht".to_owned(),
                app::ToErase::Forgotten => {
                    counted(usize::try_from(asked.questions).unwrap_or_default(), "vraag", "vragen")
                }
            },
            asked: moment_in_words(asked.asked_at),
            by: picture.name(asked.by).to_owned(),
            reason: asked.reason,
            state,
            waits: waits && asked.due_at > now,
        }
    });
    let status = if conflict.is_some() { StatusCode::CONFLICT } else { errors.status() };
    let page = KeepingPage {
        frame: Frame::of("Bewaren en wissen", visitor),
        classes: classes.collect(),
        held: held.collect(),
        requests: requests.collect(),
        fields,
        back: form,
        errors,
        conflict,
    };
    show_as(status, &page)
}
