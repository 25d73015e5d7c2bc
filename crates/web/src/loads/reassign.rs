//! Several questions for somebody else (bulk reassign): what it would mean, and then doing it.

use super::hand::{Came, Fields, find, view};
use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, Path};
use crate::form::{chosen_or_none, complaints, unknown_choice};
use crate::seal::seen;
use crate::visitor::Visitor;
use app::{Reassigned, Refusal, SeenTicket};
use axum::response::Response;
use domain::{Complaints, PersonId};

/// Shows what it would mean, or does it.
pub(crate) async fn send(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    find(&visitor, &id)?;
    let (to, on) = match (chosen_or_none::<PersonId>("expert", &fields.expert), questions(&fields.questions)) {
        (Ok(to), Ok(on)) => (to, on),
        (Err(complaints), _) | (_, Err(complaints)) => {
            return view(&visitor, &id, Came { fields, errors: complaints.into(), ..Came::default() }).await;
        }
    };
    if fields.how != "geef" {
        let references: Vec<_> = on.iter().map(|seen| seen.reference).collect();
        let came = match visitor.app.preview_reassignment(&visitor.caller, &references, to).await {
            Ok(preview) => Came { fields, preview: Some(preview), ..Came::default() },
            Err(refusal) => Came { fields, errors: complaints(refusal)?, ..Came::default() },
        };
        return view(&visitor, &id, came).await;
    }
    let reason: Vec<&str> =
        [fields.reason.trim(), fields.explanation.trim()].into_iter().filter(|part| !part.is_empty()).collect();
    match visitor.app.reassign_several(&visitor.caller, on, to, &reason.join(": ")).await {
        Ok(became) => match not_done(became)? {
            left if left.is_empty() => Done::SeveralHandedOver.then(&visitor.app, &format!("/bezetting/{id}")),
            left => view(&visitor, &id, Came { fields, left, ..Came::default() }).await,
        },
        Err(refusal) => view(&visitor, &id, Came { fields, errors: complaints(refusal)?, ..Came::default() }).await,
    }
}

/// The questions that were ticked, as they were seen.
fn questions(ticked: &[String]) -> Result<Vec<SeenTicket>, Complaints> {
    let one = |ticked: &String| {
        let (reference, revision) = ticked.split_once(':')?;
        Some(seen(reference.parse().ok()?, revision, ""))
    };
    ticked.iter().map(|ticked| one(ticked).ok_or_else(|| unknown_choice("questions"))).collect()
}

/// Of each that was not given away: which, and why. What is nobody's fault here fails as a whole.
fn not_done(became: Vec<Reassigned>) -> Result<Vec<String>, Failure> {
    let mut left = Vec::new();
    for (reference, outcome) in became {
        let why = match outcome {
            Ok(_) => continue,
            Err(Refusal::Conflict(message)) => message,
            Err(Refusal::Complaints(Complaints(all))) => {
                all.into_iter().map(|complaint| complaint.message).collect::<Vec<_>>().join(" ")
            }
            Err(Refusal::Hidden | Refusal::Forbidden) => "Deze vraag is er niet meer, of niet meer voor u.".to_owned(),
            Err(refusal) => return Err(refusal.into()),
        };
        left.push(format!("{reference}: {why}"));
    }
    Ok(left)
}
