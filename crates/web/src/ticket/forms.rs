//! What can be done with a question (form handlers, POST): one for every form on its page.

use super::after::after;
use super::fields::Fields;
use super::keep::{KEEPS, Wants, keep};
use super::origin::origin_draft;
use super::preview::{SHOWS, preview};
use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, Path};
use crate::filter::read_day;
use crate::form::{chosen, chosen_or_none, saves, unknown_choice};
use crate::sent_along::{Along, ids};
use crate::visitor::Visitor;
use app::{Closing, LaterDay, PartDraft, Referral, Reply, Sending, Why, Written, primary_first};
use axum::response::Response;
use domain::{ClosedBecause, Complaints, ContactDraft, DraftKind, JobId, MailId, Metric, PersonId};

const OF_BEFORE: &str = "Dit formulier is van een eerdere versie van het loket. Kies de nieuwe dag nog eens.";

/// The button that sends the answer and goes on with the next question of the inbox.
const GOES_ON: &str = "antwoord-en-volgende";

/// Answer, ask back or let something be known; or keep it as a draft, or only see it as its asker would.
pub(crate) async fn reply(
    visitor: Visitor,
    Path(reference): Path<String>,
    wants: Wants,
    along: Along,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let fields = fields.with_files(&visitor).await;
    if fields.how == KEEPS {
        return keep(&visitor, &reference, DraftKind::Answer, wants, fields).await;
    }
    if fields.how == SHOWS {
        return preview(&visitor, &reference, wants, fields).await;
    }
    let on = fields.on(&reference)?;
    // Without a button (a keyboard, a script) it is the first one, as browsers have it.
    let known = [
        ("antwoord", Reply::Answer),
        ("", Reply::Answer),
        (GOES_ON, Reply::Answer),
        ("tussenbericht", Reply::Interim),
        ("wedervraag", Reply::AskBack),
    ];
    let next = match fields.how.as_str() {
        // Before it is sent: an answered question has another place in the inbox.
        GOES_ON => visitor.app.next_question(&visitor.caller, on.reference).await?,
        _ => None,
    };
    let goes_on = fields.how == GOES_ON;
    let (done, outcome) = match chosen("how", &fields.how, &known) {
        Ok(reply) => {
            let done = match reply {
                Reply::Answer => Done::Answered,
                Reply::AskBack => Done::AskedBack,
                Reply::Interim => Done::InterimSent,
            };
            let (along, files) = (along.all_or_nothing(), ids(&fields.file));
            let written = Written { text: &fields.body, sent: along.sent(&files) };
            (done, visitor.app.reply_to_ticket(&visitor.caller, on, written, reply).await)
        }
        Err(complaints) => (Done::Answered, Err(complaints.into())),
    };
    match outcome {
        Ok(ticket) if goes_on => {
            let to = next.map_or_else(|| "/werkbak".to_owned(), |next| format!("/vragen/{next}"));
            done.about(&visitor.app, ticket.reference, &to)
        }
        outcome => after(&visitor, &reference, "antwoord", fields, (done, outcome)).await,
    }
}

/// A note for colleagues; or keep it as a draft.
pub(crate) async fn note(
    visitor: Visitor,
    Path(reference): Path<String>,
    wants: Wants,
    along: Along,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let fields = fields.with_files(&visitor).await;
    if fields.how == KEEPS {
        return keep(&visitor, &reference, DraftKind::Note, wants, fields).await;
    }
    let on = fields.on(&reference)?;
    let (along, files) = (along.all_or_nothing(), ids(&fields.file));
    let written = Written { text: &fields.body, sent: along.sent(&files) };
    let outcome = match saves(&fields.how) {
        true => match chosen_or_none::<PersonId>("expertId", &fields.expert) {
            Ok(also) => visitor.app.add_note_asking(&visitor.caller, on, written, also).await,
            Err(complaints) => Err(complaints.into()),
        },
        false => Err(unknown_choice("body").into()),
    };
    let asks = !fields.expert.is_empty() || visitor.app.names_colleagues(&visitor.caller, &fields.body);
    let done = if asks { Done::NotedAndAsked } else { Done::Noted };
    after(&visitor, &reference, "notitie", fields, (done, outcome)).await
}

/// To another expert: the one chosen, or whom the desk finds.
pub(crate) async fn assign(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let reason = [fields.reason.trim(), fields.explanation.trim()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(": ");
    let on = fields.on(&reference)?;
    let outcome = match chosen_or_none::<PersonId>("expert", &fields.expert) {
        Ok(Some(expert)) => visitor.app.assign_ticket(&visitor.caller, on, Some(expert), &reason).await,
        Ok(None) => visitor.app.hand_over_ticket(&visitor.caller, on, &reason).await,
        Err(complaints) => Err(complaints.into()),
    };
    // Whoever gave a question away may no longer see it: the list it was chosen from is the place to go on.
    let list = if fields.back == "verdelen" { "/verdelen" } else { "/werkbak" };
    match outcome {
        Ok(ticket) => Done::HandedOver.about(&visitor.app, ticket.reference, list),
        refused => after(&visitor, &reference, "toewijzen", fields, (Done::HandedOver, refused)).await,
    }
}

/// What it is about.
pub(crate) async fn topics(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let on = fields.on(&reference)?;
    let outcome = match primary_first(&fields.themes, &fields.primary) {
        Ok(themes) => visitor.app.set_ticket_topics(&visitor.caller, on, &fields.groups, &themes).await,
        Err(complaints) => Err(complaints.into()),
    };
    after(&visitor, &reference, "onderwerpen", fields, (Done::TopicsSet, outcome)).await
}

/// More time for a promise.
pub(crate) async fn extend(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let on = fields.on(&reference)?;
    let outcome = match later_days(&fields) {
        Ok(days) => visitor.app.extend_deadlines(&visitor.caller, on, &days, &fields.reason).await,
        Err(complaints) => Err(complaints.into()),
    };
    after(&visitor, &reference, "verlengen", fields, (Done::TimeGiven, outcome)).await
}

/// The day of the answer, and that of the first reaction where one was typed.
fn later_days(fields: &Fields) -> Result<Vec<LaterDay>, Complaints> {
    // A page of before sends one day, and says of which promise.
    if !matches!(fields.metric.as_str(), "" | "ANSWER") {
        return Err(Complaints::one("dueOn", "UNKNOWN", OF_BEFORE));
    }
    let answer = LaterDay { metric: Metric::Answer, on: read_day(&fields.due_on), path: "dueOn" };
    let typed = Some(&fields.reaction_on).filter(|typed| !typed.trim().is_empty());
    let reaction =
        typed.map(|typed| LaterDay { metric: Metric::FirstResponse, on: read_day(typed), path: "reactionOn" });
    Ok([answer].into_iter().chain(reaction).collect())
}

/// Harder than most after all, or not.
pub(crate) async fn policy(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let outcome = visitor.app.set_ticket_policy(&visitor.caller, fields.on(&reference)?, &fields.policy).await;
    after(&visitor, &reference, "termijn", fields, (Done::PolicySet, outcome)).await
}

/// Done, and why.
pub(crate) async fn close(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let on = fields.on(&reference)?;
    let known = ClosedBecause::CHOICES.map(|because| (because.as_str(), Why::Because(because)));
    let known: Vec<(&str, Why)> = known.into_iter().chain([("", Why::Missing)]).collect();
    let outcome = match chosen("reason", &fields.because, &known) {
        Ok(why) => {
            let closing = Closing { why, explanation: &fields.explanation };
            visitor.app.close_ticket(&visitor.caller, on, closing).await
        }
        Err(complaints) => Err(complaints.into()),
    };
    after(&visitor, &reference, "sluiten", fields, (Done::Closed, outcome)).await
}

/// The same as an earlier question, or not after all.
pub(crate) async fn merge(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let on = fields.on(&reference)?;
    let outcome = match fields.how.as_str() {
        "maak-ongedaan" => visitor.app.unmerge_ticket(&visitor.caller, on).await,
        "" | "voeg-samen" => visitor.app.merge_ticket(&visitor.caller, on, &fields.other).await,
        _ => Err(unknown_choice("other").into()),
    };
    let done = if fields.how == "maak-ongedaan" { Done::Unmerged } else { Done::Merged };
    after(&visitor, &reference, "dubbel", fields, (done, outcome)).await
}

/// A part of it becomes a question of its own.
pub(crate) async fn split(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let part = PartDraft { subject: &fields.subject, body: &fields.body };
    let outcome = visitor.app.split_ticket(&visitor.caller, fields.on(&reference)?, part).await;
    after(&visitor, &reference, "splitsen", fields, (Done::Split, outcome)).await
}

/// To another desk.
pub(crate) async fn refer(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let referral = Referral { to: &fields.to, reach: &fields.reach, text: &fields.body };
    let outcome = visitor.app.refer_away(&visitor.caller, fields.on(&reference)?, referral).await;
    after(&visitor, &reference, "doorverwijzen", fields, (Done::Referred, outcome)).await
}

/// Not done after all; or the asker thought so, and it is.
pub(crate) async fn reopen(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    if fields.how == "niet" {
        let outcome = visitor.app.leave_closed(&visitor.caller, fields.on(&reference)?, &fields.reason).await;
        return after(&visitor, &reference, "heropenen", fields, (Done::LeftClosed, outcome)).await;
    }
    let outcome = visitor.app.reopen_ticket(&visitor.caller, fields.on(&reference)?, &fields.reason).await;
    after(&visitor, &reference, "heropenen", fields, (Done::Reopened, outcome)).await
}

/// Another tracking link: by letter to the asker, or with the next letter.
pub(crate) async fn link(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let on = fields.on(&reference)?;
    let outcome = match chosen("how", &fields.how, &[("verstuur", Sending::ByLetter), ("trek-in", Sending::InPerson)]) {
        Ok(sending) => visitor.app.renew_link(&visitor.caller, on, sending).await,
        Err(complaints) => Err(complaints.into()),
    };
    let done = if fields.how == "trek-in" { Done::LinkWithdrawn } else { Done::LinkSent };
    after(&visitor, &reference, "link", fields, (done, outcome)).await
}

/// A letter that could not be delivered: again, or left at that.
pub(crate) async fn letter(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let (on, letter) = (fields.on(&reference)?, fields.letter.parse::<JobId>().ok());
    let outcome = match fields.how.as_str() {
        "sluit" => visitor.app.dismiss_letter(&visitor.caller, on, letter).await,
        "opnieuw" | "" => visitor.app.send_letter_again(&visitor.caller, on, letter, Some(&fields.email)).await,
        _ => Err(unknown_choice("how").into()),
    };
    let done = if fields.how == "sluit" { Done::LetterDismissed } else { Done::LetterSentAgain };
    after(&visitor, &reference, "brief", fields, (done, outcome)).await
}

/// A mail that waits for a decision: it comes to stand in the question, or it does not.
pub(crate) async fn mail(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let on = fields.on(&reference)?;
    let (done, outcome) = match (fields.how.as_str(), fields.mail.parse::<MailId>()) {
        ("neem-over", Ok(mail)) => (Done::MailTaken, visitor.app.accept_mail(&visitor.caller, on, mail).await),
        ("laat", Ok(mail)) => (Done::MailLeft, visitor.app.leave_mail(&visitor.caller, on, mail).await),
        _ => (Done::MailLeft, Err(unknown_choice("how").into())),
    };
    after(&visitor, &reference, "post", fields, (done, outcome)).await
}

/// What is known of who asked, corrected.
pub(crate) async fn contact(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let phone = Some(fields.phone.clone()).filter(|phone| !phone.trim().is_empty());
    let contact = ContactDraft { name: fields.name.clone(), email: fields.email.clone(), phone };
    let on = fields.on(&reference)?;
    let outcome = visitor.app.correct_contact(&visitor.caller, on, &contact, &fields.organisation).await;
    after(&visitor, &reference, "vraagsteller", fields, (Done::ContactCorrected, outcome)).await
}

/// Where it comes from, corrected.
pub(crate) async fn origin(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let on = fields.on(&reference)?;
    let draft = origin_draft(&fields, &visitor.app.picture());
    let outcome = visitor.app.correct_origin(&visitor.caller, on, &draft, &fields.language).await;
    after(&visitor, &reference, "herkomst", fields, (Done::OriginCorrected, outcome)).await
}
