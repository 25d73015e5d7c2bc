//! What the desk writes for everybody: a list of what is in work and of what is published, and the begin of a new one.

use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, NoFilters, Path, Query};
use crate::page::{Frame, show};
use crate::visitor::Visitor;
use app::{Picture, Refusal};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Days;
use domain::{
    AnswerId, AnswerStanding, AnswerUses, AnswerVersion, PersonId, PublishedAnswer, amsterdam_day, long_day_in_words,
};
use serde::Deserialize;

/// Where the list is.
pub(super) const LIST: &str = "/antwoorden/beheer";

/// What holds no longer than this is asked to be looked at.
const SOON: Days = Days::new(60);

pub(super) fn address_of(id: AnswerId) -> String {
    format!("{LIST}/{id}")
}

#[derive(Template)]
#[template(path = "answers_desk.html")]
struct DeskPage {
    frame: Frame,
    /// What comes of age.
    ageing: Vec<Row>,
    lists: [List; 3],
    published: Vec<Row>,
}

struct List {
    id: &'static str,
    title: &'static str,
    none: &'static str,
    rows: Vec<Row>,
}

struct Row {
    address: String,
    question: String,
    who: String,
    when: String,
    standing: &'static str,
    until: String,
    uses: AnswerUses,
}

impl Row {
    fn of(version: &AnswerVersion, picture: &Picture) -> Self {
        Self {
            address: address_of(version.answer),
            question: version.text.question.clone(),
            who: picture.name(version.author).to_owned(),
            when: long_day_in_words(amsterdam_day(version.written_at)),
            standing: version.standing.label(),
            until: String::new(),
            uses: AnswerUses::default(),
        }
    }

    fn published(answer: &PublishedAnswer, uses: AnswerUses, picture: &Picture) -> Self {
        Self {
            address: address_of(answer.id),
            question: answer.text.question.clone(),
            who: picture.name(answer.owner).to_owned(),
            when: long_day_in_words(amsterdam_day(answer.published_at)),
            standing: "Gepubliceerd",
            until: answer.text.valid_until.map_or_else(|| "onbekend".to_owned(), long_day_in_words),
            uses,
        }
    }
}

/// The list.
pub(crate) async fn list(visitor: Visitor, _: Query<NoFilters>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let answers = visitor.app.list_answers(&visitor.caller).await?;
    let uses = visitor.app.read_answer_uses(&visitor.caller).await?;
    let picture = visitor.app.picture();
    let own = visitor.caller.actor.person();
    let rows = |wanted: &dyn Fn(bool, PersonId) -> bool| {
        let is_wanted = |version: &&AnswerVersion| {
            wanted(matches!(version.standing, AnswerStanding::Offered { .. }), version.author)
        };
        answers.working.iter().filter(is_wanted).map(|version| Row::of(version, &picture)).collect()
    };
    let soon = amsterdam_day(visitor.app.now()) + SOON;
    let ages = |answer: &&PublishedAnswer| answer.text.valid_until.is_some_and(|last| last < soon);
    let published =
        |answer: &PublishedAnswer| Row::published(answer, uses.get(&answer.id).copied().unwrap_or_default(), &picture);
    show(&DeskPage {
        frame: Frame::of("Antwoorden schrijven", &visitor),
        ageing: answers.published.iter().filter(ages).map(published).collect(),
        lists: [
            List {
                id: "meelezen",
                title: "Wacht op u als tweede lezer",
                none: "Er wacht niets op een tweede lezer.",
                rows: rows(&|is_offered, author| is_offered && Some(author) != own),
            },
            List {
                id: "eigen",
                title: "Wat u schrijft",
                none: "U schrijft nu geen antwoord.",
                rows: rows(&|_, author| Some(author) == own),
            },
            List {
                id: "anderen",
                title: "Wat collega's schrijven",
                none: "Niemand anders schrijft nu een antwoord.",
                rows: rows(&|is_offered, author| !is_offered && Some(author) != own),
            },
        ],
        published: answers.published.iter().map(published).collect(),
    })
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Token {
    #[serde(default)]
    token: String,
}

/// Begins an answer of nothing.
pub(crate) async fn begin(visitor: Visitor, Form(fields): Form<Token>) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = visitor.app.make_answer(&visitor.caller, None).await?;
    Ok(Redirect::to(&address_of(id)).into_response())
}

/// Begins an answer of what was answered here.
pub(crate) async fn begin_of(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(fields): Form<Token>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let reference = reference.parse().map_err(|_| Failure::Refused(Refusal::Hidden))?;
    let id = visitor.app.make_answer(&visitor.caller, Some(reference)).await?;
    Done::AnswerMade.then(&visitor.app, &address_of(id))
}
