//! The report of a period (reporting): a page to print, and the same as a PDF.

use super::period_words::{document, in_words};
use crate::error::Failure;
use crate::extract::Query;
use crate::form::{Choice, Errors, choices, complaints, keep_typed};
use crate::page::{Frame, show_as};
use crate::visitor::Visitor;
use app::{Action, App, Caller, Period, PeriodLength, Refusal};
use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::amsterdam_day;
use report::{Document, NoPdf};
use serde::Deserialize;
use tokio::sync::Semaphore;
use url::form_urlencoded::Serializer;

/// So many of each length can be chosen; others can be written in the address.
const OFFERED: [(PeriodLength, usize); 3] =
    [(PeriodLength::Quarter, 8), (PeriodLength::Month, 13), (PeriodLength::Year, 3)];
/// Setting pages takes a processor for a moment: one at a time.
static PRESS: Semaphore = Semaphore::const_new(1);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    periode: String,
}

#[derive(Template)]
#[template(path = "figures_period.html")]
struct PeriodPage {
    frame: Frame,
    periods: Vec<Choice>,
    errors: Errors,
    document: Option<Document>,
    /// Where the same is as a PDF; none where this build makes none.
    pdf: Option<String>,
}

/// The report on a page.
pub(crate) async fn page(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let today = amsterdam_day(visitor.app.now());
    let period = asked.or_newest(today);
    let (mut errors, mut made) = (Errors::default(), None);
    match visitor.app.read_period_report(&visitor.caller, &period).await {
        Ok(read) => made = Some(document(&read, &visitor.app.picture())),
        Err(refusal) => errors = complaints(refusal)?,
    }
    let mut periods = choices(offered(today), |offered| offered == period);
    keep_typed(&mut periods, &period);
    let address =
        format!("/cijfers/verslag.pdf?{}", Serializer::new(String::new()).append_pair("periode", &period).finish());
    show_as(
        errors.status(),
        &PeriodPage {
            frame: Frame::of(made.as_ref().map_or("Verslag", |made| &made.title), &visitor),
            pdf: (report::MAKES_PDF && made.is_some()).then_some(address),
            periods,
            errors,
            document: made,
        },
    )
}

/// The same as a file.
pub(crate) async fn pdf(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    visitor.app.check(&visitor.caller, Action::ReadTrends)?;
    let period = asked.or_newest(amsterdam_day(visitor.app.now()));
    let content = period_pdf(&visitor.app, &visitor.caller, &period).await?;
    // What was asked for is a period by now: letters, digits and a hyphen.
    let name = HeaderValue::try_from(format!("attachment; filename=\"verslag-{}.pdf\"", period.trim()))
        .map_err(|error| Failure::Broken(error.to_string()))?;
    let kind = HeaderValue::from_static("application/pdf");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], content).into_response())
}

/// The report of a period, written as `2026-09`, `2026-K3` or `2026`, as a PDF.
pub async fn period_pdf(app: &App, caller: &Caller, period: &str) -> Result<Vec<u8>, Refusal> {
    let read = app.read_period_report(caller, period).await?;
    let document = document(&read, &app.picture());
    let broken = |error: String| Refusal::Internal(error);
    let _press = PRESS.acquire().await.map_err(|error| broken(error.to_string()))?;
    let set = tokio::task::spawn_blocking(move || report::pdf(&document)).await;
    set.map_err(|error| broken(error.to_string()))?.map_err(|error| match error {
        NoPdf::NotBuilt => Refusal::Conflict(
            "Dit loket is gebouwd zonder PDF. Open het verslag als pagina en druk het af: daarbij kunt u ook kiezen voor PDF."
                .to_owned(),
        ),
        NoPdf::Failed(why) => broken(why),
    })
}

impl Asked {
    /// Without a choice: the newest quarter that is over.
    fn or_newest(&self, today: NaiveDate) -> String {
        if self.periode.trim().is_empty() {
            return Period::holding(PeriodLength::Quarter, today).before().to_string();
        }
        self.periode.clone()
    }
}

/// What can be chosen, newest first: how it is written, and what it is called.
fn offered(today: NaiveDate) -> impl Iterator<Item = (String, String)> {
    OFFERED.into_iter().flat_map(move |(length, many)| {
        let newest = Period::holding(length, today);
        let label = move |period: Period| {
            let words = in_words(period);
            let words = words.trim_start_matches("het ");
            if period == newest { format!("{words} (loopt nog)") } else { words.to_owned() }
        };
        std::iter::successors(Some(newest), |period| Some(period.before()))
            .take(many)
            .map(move |period| (period.to_string(), label(period)))
    })
}
