//! Every figure of a year: each measure, each way to split it.

use super::readers::Readers;
use super::sheet::Sheet;
use anyhow::Result;
use app::{Bucket, Measure, TicketSearch, TrendsBy, TrendsQuery};
use chrono::Duration;
use domain::{Axis, LayoutKey, amsterdam_day};

const MEASURES: [(&str, Measure); 11] = [
    ("ontvangen", Measure::Received),
    ("beantwoord", Measure::Answered),
    ("open", Measure::Open),
    ("heropend", Measure::Reopened),
    ("zonder-antwoord", Measure::ClosedUnanswered),
    ("doorverwezen", Measure::Referred),
    ("op tijd", Measure::AnsweredInTimeShare),
    ("reactie op tijd", Measure::FirstResponseInTimeShare),
    ("uren tot reactie", Measure::MedianWorkingHoursToFirstResponse),
    ("dagen tot antwoord", Measure::MedianWorkingDaysToAnswer),
    ("kalenderdagen tot antwoord", Measure::MedianCalendarDaysToAnswer),
];

pub(crate) async fn measure(sheet: &mut Sheet, readers: &Readers) -> Result<()> {
    let app = sheet.app().clone();
    let to = amsterdam_day(app.now());
    for (name, measure) in MEASURES {
        for (part, by) in [
            ("geheel", TrendsBy::Nothing),
            ("thema", TrendsBy::Topic(Axis::Theme)),
            ("doelgroep", TrendsBy::Topic(Axis::Group)),
            ("soort", TrendsBy::OrganisationKind),
            ("provincie", TrendsBy::Region(LayoutKey("provincie".to_owned()))),
            ("deskundige", TrendsBy::Expert),
        ] {
            let query = TrendsQuery {
                from: to - Duration::days(364),
                to,
                bucket: Bucket::Month,
                measure,
                by,
                filter: TicketSearch::default(),
                as_of: None,
            };
            sheet
                .page(&format!("cijfers {name}, {part}"), async || app.read_trends(&readers.lead, &query).await)
                .await?;
        }
    }
    Ok(())
}
