//! The questions behind a figure (drill-down), as a list: how many there are, and those that the reader may open.

use super::doors::{PAGE, PART, STEP};
use super::reading::{self, Read};
use super::words::{head, number};
use crate::error::Failure;
use crate::extract::Query;
use crate::filter::{A_DAY, place_in_list, read_day, read_filter};
use crate::inbox::Row;
use crate::page::{Frame, show};
use crate::visitor::Visitor;
use app::{Behind, FigureAt, Measure};
use askama::Template;
use axum::response::Response;
use domain::{TicketId, counted, long_day_in_words};
use url::form_urlencoded::Serializer;

/// Where a page begins.
const AFTER: &str = "na";

#[derive(Template)]
#[template(path = "figures_questions.html")]
struct QuestionsPage {
    frame: Frame,
    /// Where the figures are.
    figures: String,
    caption: String,
    number: String,
    definition: &'static str,
    rows: Vec<Row>,
    /// Rows say whose each question is.
    everyone: bool,
    continued: bool,
    next: Option<String>,
}

/// What says which figure, beside what the figures are asked by.
#[derive(Default)]
struct Place {
    part: Option<String>,
    step: Option<String>,
    after: Option<String>,
}

pub(crate) async fn page(visitor: Visitor, Query(pairs): Query<Vec<(String, String)>>) -> Result<Response, Failure> {
    let (place, pairs) = Place::of(pairs);
    let mut read = reading::read(&visitor, pairs).await?;
    let step = read_filter(&mut read.errors, STEP, A_DAY, place.step.as_deref().unwrap_or_default(), read_day);
    let Read { asked, wanted, picture, .. } = read.or_refused()?;
    let after: Option<i64> = place_in_list(AFTER, place.after.as_deref())?;
    let cell = FigureAt { part: place.part.clone(), step };
    let behind = visitor.app.read_behind(&visitor.caller, &wanted.query, &cell, after.map(TicketId)).await?;
    let now = visitor.app.now();
    let figures = asked.address();
    let next = behind.next.map(|last| place.address(&figures, last));
    let query = &wanted.query;
    let period = match step {
        Some(step) => format!("{} {}", wanted.bucket, head(query.bucket, query.bucket.start(step))),
        None => format!("{} tot en met {}", long_day_in_words(query.from), long_day_in_words(query.to)),
    };
    let part = place.part.map(|key| behind.part.clone().unwrap_or(key)).filter(|part| !part.is_empty());
    let said = [Some(wanted.measure.to_owned()), part, Some(period)].into_iter().flatten();
    let only = wanted.only.map(|only| format!(". Alleen vragen {only}")).unwrap_or_default();
    show(&QuestionsPage {
        frame: Frame::of("De vragen achter een cijfer", &visitor),
        caption: format!("{}{only}.", said.collect::<Vec<_>>().join(", ")),
        number: in_words(&behind, query.measure),
        definition: query.measure.definition(),
        rows: behind.tickets.iter().map(|ticket| Row::of(ticket, &picture, now, None)).collect(),
        everyone: true,
        continued: after.is_some(),
        next,
        figures,
    })
}

impl Place {
    /// Takes what says which figure out of an address.
    fn of(pairs: Vec<(String, String)>) -> (Self, Vec<(String, String)>) {
        let (mut place, mut others) = (Self::default(), Vec::new());
        for (name, value) in pairs {
            let field = match name.as_str() {
                PART => &mut place.part,
                STEP => &mut place.step,
                AFTER => &mut place.after,
                _ => {
                    others.push((name, value));
                    continue;
                }
            };
            // Said twice it is no place: whoever reads the others complains of it.
            match field {
                None => *field = Some(value),
                Some(_) => others.push((name, value)),
            }
        }
        (place, others)
    }

    /// The page behind this question.
    fn address(&self, figures: &str, last: TicketId) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(
            [(PART, &self.part), (STEP, &self.step)]
                .into_iter()
                .filter_map(|(name, value)| Some((name, value.as_ref()?))),
        );
        query.append_pair(AFTER, &last.0.to_string());
        format!("{}&{}", figures.replacen("/cijfers", PAGE, 1), query.finish())
    }
}

/// How many questions, how often they count, and how many of them may be opened.
fn in_words(behind: &Behind, measure: Measure) -> String {
    let questions = counted(number(behind.questions as f64), "vraag", "vragen");
    let what = match measure {
        Measure::AnsweredInTimeShare | Measure::FirstResponseInTimeShare => ("belofte", "beloften"),
        Measure::MedianWorkingHoursToFirstResponse => ("reactie", "reacties"),
        Measure::MedianWorkingDaysToAnswer | Measure::MedianCalendarDaysToAnswer => ("antwoord", "antwoorden"),
        Measure::AnswersPromised => ("belofte", "beloften"),
        Measure::Received
        | Measure::Answered
        | Measure::Open
        | Measure::Reopened
        | Measure::ClosedUnanswered
        | Measure::Referred
        | Measure::AnswersJudged => ("keer", "keer"),
    };
    let times = counted(number(behind.times as f64), what.0, what.1);
    let many = if usize::try_from(behind.times) == Ok(behind.questions) {
        questions
    } else {
        format!("{times}, van {questions}")
    };
    match behind.known {
        known if known == behind.questions => format!("{many}."),
        0 => format!("{many}. U mag er geen openen."),
        known => format!("{many}, waarvan u er {} mag openen.", number(known as f64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_how_many_questions_stand_behind_a_figure_and_how_many_may_be_opened() {
        let said = |times, questions, known, measure| {
            let behind = Behind { times, questions, known, ..Behind::default() };
            in_words(&behind, measure)
        };
        assert_eq!(said(12, 12, 9, Measure::Received), "12 vragen, waarvan u er 9 mag openen.");
        assert_eq!(said(1, 1, 1, Measure::Open), "1 vraag.");
        assert_eq!(said(3, 2, 2, Measure::Reopened), "3 keer, van 2 vragen.");
        assert_eq!(said(3, 2, 0, Measure::AnsweredInTimeShare), "3 beloften, van 2 vragen. U mag er geen openen.");
    }

    #[test]
    fn which_figure_it_is_stands_beside_what_the_figures_are_asked_by() {
        let pairs = [("maat", "open"), ("deel", ""), ("vanaf", "2026-09-01"), ("deel", "x")];
        let (place, others) = Place::of(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        assert_eq!((place.part.as_deref(), place.step.as_deref()), (Some(""), Some("2026-09-01")));
        assert_eq!(others.len(), 2, "what is said twice is complained of");
        let next = place.address("/cijfers?maat=open", TicketId(7));
        assert_eq!(next, "/cijfers/vragen?maat=open&deel=&vanaf=2026-09-01&na=7");
    }
}
