//! What is known already: earlier questions of the same body, and answered questions of others, without who asked them.

use super::said::Said;
use crate::error::Failure;
use crate::house::kind_label;
use crate::page::{Frame, show};
use crate::visitor::Visitor;
use app::{AnsweredQuestion, EarlierQuestion, SaidBefore};
use askama::Template;
use axum::response::Response;
use domain::{MessageKind, amsterdam_day, long_day_in_words, moment_in_words};
use rich::Rich;

/// An earlier question, as a line.
pub(crate) struct EarlierLine {
    pub path: String,
    pub subject: String,
    /// Where it stands, since when, and who answered it.
    pub words: String,
}

pub(crate) fn earlier_line(earlier: &EarlierQuestion) -> EarlierLine {
    let day = long_day_in_words(amsterdam_day(earlier.received_at));
    let by = earlier.answered_by.as_ref().map(|name| format!(", antwoord van {name}")).unwrap_or_default();
    EarlierLine {
        path: format!("/vragen/{}", earlier.reference),
        subject: earlier.subject.clone(),
        words: format!("{}, {} van {day}{by}", earlier.reference, earlier.standing.label().to_lowercase()),
    }
}

#[derive(Template)]
#[template(path = "answered.html")]
struct AnsweredPage {
    frame: Frame,
    reference: String,
    subject: String,
    status: &'static str,
    organisation: String,
    kind: String,
    place: String,
    received: String,
    topics: Vec<String>,
    said: Vec<Said>,
}

/// The page of an answered question that somebody else answered.
pub(crate) fn answered_page(visitor: &Visitor, question: AnsweredQuestion) -> Result<Response, Failure> {
    let picture = visitor.app.picture();
    show(&AnsweredPage {
        frame: Frame::of(&question.subject, visitor),
        reference: question.reference.to_string(),
        status: question.standing.label(),
        organisation: question.organisation_name,
        kind: kind_label(question.organisation_kind),
        place: picture.geography.place_name(&question.place),
        received: long_day_in_words(amsterdam_day(question.received_at)),
        topics: question.topics.iter().map(|topic| picture.taxonomy.label(topic).to_owned()).collect(),
        said: question.said.into_iter().map(said_before).collect(),
        subject: question.subject,
    })
}

fn said_before(said: SaidBefore) -> Said {
    Said {
        mail: None,
        // Its address is for those who may see who asked.
        id: String::new(),
        what: said.kind.label(),
        when: moment_in_words(said.at),
        class: match said.kind {
            MessageKind::Question | MessageKind::AskerReaction => "",
            _ => "loket-said--ours",
        },
        who: said.by.unwrap_or_else(|| "de vraagsteller".to_owned()),
        body: Rich::of(said.kind, &said.text),
        // What came along may tell who asked.
        files: Vec::new(),
    }
}
