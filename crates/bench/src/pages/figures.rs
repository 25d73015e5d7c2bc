//! The pages of figures: the overview, each measure of a year by each way to split it, the questions behind one, an earlier day.

use super::readers::Readers;
use super::sheet::Sheet;
use anyhow::Result;
use app::{Bucket, FigureAt, Measure, TicketSearch, TrendsBy, TrendsQuery};
use chrono::{Duration, NaiveDate};
use domain::{Axis, LayoutKey, amsterdam_day};

const MEASURES: [(&str, Measure); 13] = [
    ("ontvangen", Measure::Received),
    ("beantwoord", Measure::Answered),
    ("open", Measure::Open),
    ("heropend", Measure::Reopened),
    ("zonder-antwoord", Measure::ClosedUnanswered),
    ("doorverwezen", Measure::Referred),
    ("beloofd", Measure::AnswersPromised),
    ("hielp", Measure::AnswersJudged),
    ("op tijd", Measure::AnsweredInTimeShare),
    ("reactie op tijd", Measure::FirstResponseInTimeShare),
    ("uren tot reactie", Measure::MedianWorkingHoursToFirstResponse),
    ("dagen tot antwoord", Measure::MedianWorkingDaysToAnswer),
    ("kalenderdagen tot antwoord", Measure::MedianCalendarDaysToAnswer),
];

pub(crate) async fn measure(sheet: &mut Sheet, readers: &Readers) -> Result<()> {
    let app = sheet.app().clone();
    let to = amsterdam_day(app.now());
    sheet.page("cijfers overzicht", async || app.read_overview(&readers.lead).await).await?;
    sheet.page("cijfers dekking", async || app.read_gaps(&readers.lead).await).await?;
    for (name, measure) in MEASURES {
        for (part, by) in [
            ("geheel", TrendsBy::Nothing),
            ("thema", TrendsBy::Topic(Axis::Theme)),
            ("doelgroep", TrendsBy::Topic(Axis::Group)),
            ("soort", TrendsBy::OrganisationKind),
            ("provincie", TrendsBy::Region(LayoutKey("provincie".to_owned()))),
            ("woondealregio", TrendsBy::Region(LayoutKey("woondealregio".to_owned()))),
            ("deskundige", TrendsBy::Expert),
        ] {
            let query = of_a_year(to, measure, by);
            sheet
                .page(&format!("cijfers {name}, {part}"), async || app.read_trends(&readers.lead, &query).await)
                .await?;
        }
    }
    let all = of_a_year(to, Measure::Received, TrendsBy::Nothing);
    let behind = FigureAt { part: None, step: Some(to - Duration::days(60)) };
    sheet.page("vragen achter een maand", async || app.read_behind(&readers.lead, &all, &behind, None).await).await?;
    let earlier = TrendsQuery { as_of: Some(to - Duration::days(30)), ..all.clone() };
    sheet
        .page("cijfers ontvangen, geheel, stand van een maand geleden", async || {
            app.read_trends(&readers.lead, &earlier).await
        })
        .await?;
    Ok(())
}

fn of_a_year(to: NaiveDate, measure: Measure, by: TrendsBy) -> TrendsQuery {
    let from = to - Duration::days(364);
    TrendsQuery { from, to, bucket: Bucket::Month, measure, by, filter: TicketSearch::default(), as_of: None }
}
