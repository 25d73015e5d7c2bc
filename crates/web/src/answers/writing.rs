//! One answer as the desk sees it: its writer's form, what a second reader does with it, and its versions.

use super::desk::{LIST, address_of};
use super::fields::Fields;
use super::public::{SourceLine, sources};
use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, NoFilters, Path, Query};
use crate::form::{Choice, Errors, choices, complaints};
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{AnswerPage, Picture, Refusal};
use askama::Template;
use axum::response::Response;
use domain::{
    AnswerId, AnswerStanding, AnswerVersion, Axis, SentBack, amsterdam_day, long_day_in_words, moment_in_words,
};
use rich::Rich;

/// The layout whose regions an answer can be for.
const LAYOUT: &str = "provincie";

#[derive(Template)]
#[template(path = "answer_desk.html")]
struct WritingPage {
    frame: Frame,
    address: String,
    question: String,
    standing: &'static str,
    written: String,
    revision: i32,
    /// What a second reader said.
    sent_back: Option<(String, String)>,
    body: Rich,
    sources: Vec<SourceLine>,
    topics: String,
    /// What may tell who asked: what it is, and what stands there.
    traces: Vec<(&'static str, String)>,
    of: Option<String>,
    /// Where the public reads it.
    public: Option<String>,
    may_write: bool,
    may_read_along: bool,
    waits: bool,
    may_drop: bool,
    may_withdraw: bool,
    may_revise: bool,
    versions: Vec<String>,
    themes: Vec<Choice>,
    main_themes: Vec<Choice>,
    groups: Vec<Choice>,
    regions: Vec<Choice>,
    fields: Fields,
    errors: Errors,
}

/// The page.
pub(crate) async fn page(visitor: Visitor, Path(id): Path<String>, _: Query<NoFilters>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    view(&visitor, answer(&id)?, None, Errors::default()).await
}

/// Keeps what its writer typed, or asks a second reader as well.
pub(crate) async fn write(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = answer(&id)?;
    let seen = fields.seen(id);
    let outcome = match (fields.draft(), fields.how.as_str()) {
        (Err(complaints), _) => Err(complaints.into()),
        (Ok(draft), "aanbieden") => {
            visitor.app.offer_answer(&visitor.caller, seen, &draft).await.map(|()| Done::AnswerOffered)
        }
        (Ok(draft), "" | "bewaar") => {
            visitor.app.save_answer(&visitor.caller, seen, &draft).await.map(|()| Done::AnswerKept)
        }
        (Ok(_), _) => Err(crate::form::unknown_choice("how").into()),
    };
    match outcome {
        Ok(done) => done.then(&visitor.app, &address_of(id)),
        Err(refusal) => view(&visitor, id, Some(fields), complaints(refusal)?).await,
    }
}

/// What a second reader does with it.
pub(crate) async fn read_along(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = answer(&id)?;
    let seen = fields.seen(id);
    let outcome = match fields.how.as_str() {
        "publiceren" => visitor.app.publish_answer(&visitor.caller, seen).await.map(|_| Done::AnswerPublished),
        "terug" => {
            let sent = visitor.app.send_answer_back(&visitor.caller, seen, &fields.remark).await;
            sent.map(|()| Done::AnswerSentBack)
        }
        _ => Err(crate::form::unknown_choice("remark").into()),
    };
    match outcome {
        Ok(done) => done.then(&visitor.app, &address_of(id)),
        Err(refusal) => view(&visitor, id, Some(fields), complaints(refusal)?).await,
    }
}

/// Begins a next version.
pub(crate) async fn revise(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = answer(&id)?;
    visitor.app.revise_answer(&visitor.caller, id).await?;
    Done::AnswerRevised.then(&visitor.app, &address_of(id))
}

/// Takes it away from the public.
pub(crate) async fn withdraw(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = answer(&id)?;
    visitor.app.withdraw_answer(&visitor.caller, id).await?;
    Done::AnswerWithdrawn.then(&visitor.app, &address_of(id))
}

/// Throws away what is being written.
pub(crate) async fn remove(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = answer(&id)?;
    visitor.app.drop_answer_draft(&visitor.caller, fields.seen(id)).await?;
    Done::AnswerDropped.then(&visitor.app, LIST)
}

/// Which answer the address means.
fn answer(id: &str) -> Result<AnswerId, Failure> {
    id.parse().map_err(|_| Failure::Refused(Refusal::Hidden))
}

async fn view(visitor: &Visitor, id: AnswerId, typed: Option<Fields>, errors: Errors) -> Result<Response, Failure> {
    let page = visitor.app.read_answer(&visitor.caller, id).await?;
    let picture = visitor.app.picture();
    let shown = writing(visitor, &picture, &page, typed, errors);
    show_as(shown.errors.status(), &shown)
}

fn writing(
    visitor: &Visitor,
    picture: &Picture,
    page: &AnswerPage,
    typed: Option<Fields>,
    errors: Errors,
) -> WritingPage {
    let latest = page.latest();
    let remark = typed.as_ref().map(|fields| fields.remark.clone()).unwrap_or_default();
    // What a second reader sent holds no answer.
    let written = typed.filter(|_| page.may_write);
    let fields = Fields { remark, ..written.unwrap_or_else(|| Fields::of(&page.draft)) };
    let today = amsterdam_day(visitor.app.now());
    let on = |axis| picture.taxonomy.on(axis, today).map(|topic| (topic.key.0.as_str(), topic.label.as_str()));
    let labels: Vec<&str> = latest.text.topics.iter().map(|key| picture.taxonomy.label(key)).collect();
    let regions = picture
        .geography
        .regions
        .values()
        .filter(|region| region.region.layout.0 == LAYOUT && region.valid.holds_on(today));
    let waits = matches!(latest.standing, AnswerStanding::Offered { .. });
    let is_draft = matches!(latest.standing, AnswerStanding::Draft { .. });
    WritingPage {
        frame: Frame::of(&latest.text.question, visitor),
        address: address_of(page.answer.id),
        question: latest.text.question.clone(),
        standing: latest.standing.label(),
        written: format!("{}, {}", picture.name(latest.author), moment_in_words(latest.written_at)),
        revision: latest.revision,
        sent_back: sent_back(&latest.standing, picture),
        body: Rich::structured(&latest.text.body),
        sources: sources(&latest.text.sources),
        topics: labels.join(" · "),
        traces: page.traces.iter().map(|trace| (trace.kind.label(), trace.words.clone())).collect(),
        of: page.of.map(|reference| reference.to_string()),
        public: page.public().and(page.answer.key.as_ref()).map(|key| format!("/antwoorden/{key}")),
        may_write: page.may_write,
        may_read_along: page.may_read_along,
        waits,
        may_drop: page.may_drop,
        may_withdraw: page.may_withdraw,
        may_revise: !waits && !is_draft,
        versions: page.versions.iter().map(|version| told(version, picture)).collect(),
        themes: choices(on(Axis::Theme), |key| fields.themes.iter().any(|theme| theme == key)),
        main_themes: choices(on(Axis::Theme), |key| fields.primary == key),
        groups: choices(on(Axis::Group), |key| fields.groups.iter().any(|group| group == key)),
        regions: choices(
            regions.map(|region| (format!("{LAYOUT}:{}", region.region.code), region.name.clone())),
            |value| fields.region == value,
        ),
        fields,
        errors,
    }
}

fn sent_back(standing: &AnswerStanding, picture: &Picture) -> Option<(String, String)> {
    let AnswerStanding::Draft { sent_back: Some(SentBack { reader, at, remark }) } = standing else { return None };
    Some((format!("{}, {}", picture.name(*reader), moment_in_words(*at)), remark.clone()))
}

/// A version, as a line of its history.
fn told(version: &AnswerVersion, picture: &Picture) -> String {
    let day = |at| long_day_in_words(amsterdam_day(at));
    let begin = format!("Versie {}, geschreven door {}", version.number, picture.name(version.author));
    match &version.standing {
        AnswerStanding::Draft { .. } => format!("{begin}. Nog een concept."),
        AnswerStanding::Offered { at } => format!("{begin}. Wacht sinds {} op een tweede lezer.", day(*at)),
        AnswerStanding::Published(release) => {
            format!("{begin}. Gepubliceerd op {} door {}.", day(release.at), picture.name(release.reader))
        }
        AnswerStanding::Replaced { release, at } => format!(
            "{begin}. Gepubliceerd op {} door {}, vervangen op {}.",
            day(release.at),
            picture.name(release.reader),
            day(*at)
        ),
        AnswerStanding::Withdrawn { release, by, at } => format!(
            "{begin}. Gepubliceerd op {} door {}, ingetrokken op {} door {}.",
            day(release.at),
            picture.name(release.reader),
            day(*at),
            picture.name(*by)
        ),
    }
}
