//! Figures as a sheet: what the picture, the table and the files to take away are all made of.

use super::asked::{Drawing, Wanted};
use super::earlier::{Earlier, Then};
use super::rates::Per;
use super::words::{head, number, percent};
use app::{Bucket, Held, Measure, NamedSeries, TrendsBy, TrendsQuery, TrendsReport};
use chrono::{Days, NaiveDate};
use domain::{Axis, LayoutOn, counted, long_day_in_words};

/// Everything that is shown, in the order in which it is.
pub(crate) struct Sheet {
    pub caption: String,
    pub columns: Vec<Step>,
    pub rows: Vec<Row>,
    /// Everything together, where it is split.
    pub whole: Option<Row>,
    pub measure: Measure,
    /// What numbers are given per.
    pub per: Per,
    /// What the column with the totals of the period before is called, where there is one.
    pub earlier: Option<String>,
    /// What the column with what it rests on is called; none where that is the total.
    pub rests_on: Option<&'static str>,
    /// What the figures mean, rest on, and leave out.
    pub notes: Vec<String>,
}

/// One step of the period.
pub(crate) struct Step {
    pub head: String,
    /// Its first day.
    pub start: NaiveDate,
    pub held: Held,
}

/// One line.
pub(crate) struct Row {
    pub key: String,
    /// Everything together, and no part of it.
    pub is_whole: bool,
    pub label: String,
    pub values: Vec<Option<f64>>,
    pub total: Option<f64>,
    /// The total before it was divided.
    pub count: Option<f64>,
    pub rests_on: i64,
    /// What it was in the period before, where that was kept.
    pub then: Option<Then>,
}

impl Sheet {
    pub(crate) fn of(report: &TrendsReport, earlier: Option<&Earlier>, wanted: &Wanted, today: NaiveDate) -> Self {
        let query = &wanted.query;
        // What was still to come then.
        let today = query.as_of.unwrap_or(today);
        let starts = query.bucket.starts(query.from, query.to);
        let columns: Vec<Step> = starts
            .into_iter()
            .map(|start| Step {
                head: head(query.bucket, start),
                start,
                held: query.bucket.held(start, (query.from, query.to), today),
            })
            .collect();
        let mut rows: Vec<Row> = report.series.iter().map(|named| row(named, query, &columns)).collect();
        let mut whole = report.whole.as_ref().map(|named| Row { is_whole: true, ..row(named, query, &columns) });
        if let Some(earlier) = earlier {
            rows.extend(gone(earlier, &rows, query, &columns));
            for row in rows.iter_mut().chain(&mut whole) {
                row.then = earlier.of_row(&row.key, row.is_whole, columns.len());
            }
        }
        if wanted.per != Per::Number {
            divide(wanted.per, report.regions.as_ref(), &mut rows, whole.as_mut());
        }
        let mut notes = vec![report.definition.clone()];
        notes.extend(wanted.per_words.iter().cloned());
        notes.extend(wanted.only.as_ref().map(|only| format!("Alleen vragen {only}.")));
        notes.extend(rests_on_in_words(query.measure, whole.as_ref().or(rows.first())));
        let all = whole.as_ref().or(rows.first().filter(|row| row.is_whole));
        notes.extend(
            earlier
                .map(|earlier| {
                    earlier.in_words(all.map(|all| (all.total, all.rests_on)), all.and_then(|all| all.then.as_ref()))
                })
                .unwrap_or_default(),
        );
        notes.extend(unfinished_in_words(query, &columns, today));
        let undivided = whole.as_ref().filter(|_| wanted.per == Per::Number);
        notes.extend(undivided.and_then(|whole| sum_in_words(query, &rows, whole)));
        Self {
            caption: format!(
                "{} per {}{}{}, {} tot en met {}{}",
                wanted.measure,
                wanted.bucket,
                wanted.by,
                wanted.per.behind(),
                long_day_in_words(query.from),
                long_day_in_words(query.to),
                wanted.only.as_ref().map(|only| format!(", alleen vragen {only}")).unwrap_or_default()
            ),
            columns,
            rows,
            whole,
            measure: query.measure,
            earlier: earlier.map(Earlier::head),
            rests_on: if wanted.per == Per::Number { rests_on(query.measure) } else { Some("Aantal") },
            per: wanted.per,
            notes,
        }
    }

    /// A value as people read it.
    pub(crate) fn written(&self, value: Option<f64>) -> String {
        match value {
            None => "–".to_owned(),
            Some(share) if self.measure.is_share() => percent(share),
            Some(value) => self.per.written(value),
        }
    }

    /// The lines that are drawn: those that were asked for, or else what rises and then the first of the table.
    pub(crate) fn drawn(&self, drawing: &Drawing, rising: &[String]) -> Vec<&Row> {
        let named = |keys: &[String]| -> Vec<&Row> {
            keys.iter().filter_map(|key| self.rows.iter().find(|row| row.key == *key)).collect()
        };
        if !drawing.lines.is_empty() {
            return named(&drawing.lines);
        }
        let mut drawn = named(rising);
        for row in &self.rows {
            if drawn.len() >= drawing.most.max(rising.len()) {
                break;
            }
            if !drawn.iter().any(|other| other.key == row.key) {
                drawn.push(row);
            }
        }
        // In the order of the table.
        self.rows.iter().filter(|row| drawn.iter().any(|other| other.key == row.key)).collect()
    }
}

/// What has not begun has no value, and not nothing.
fn row(named: &NamedSeries, query: &TrendsQuery, columns: &[Step]) -> Row {
    let begun = columns.iter().map(|step| step.held != Held::NotBegun);
    let values = named.series.points.iter().zip(begun).map(|(point, begun)| point.value.filter(|_| begun));
    let is_something = query.measure.is_count() || named.series.rests_on > 0;
    Row {
        key: named.key.clone(),
        is_whole: query.by == TrendsBy::Nothing,
        label: named.label.clone(),
        values: values.collect(),
        total: is_something.then_some(named.series.total),
        count: is_something.then_some(named.series.total),
        rests_on: named.series.rests_on,
        then: None,
    }
}

/// Rows that there were in the period before and that are no more: of things counted there are none now.
fn gone(earlier: &Earlier, rows: &[Row], query: &TrendsQuery, columns: &[Step]) -> Vec<Row> {
    let is_gone = |(key, _): &(&str, &str)| query.measure.is_count() && rows.iter().all(|row| row.key != *key);
    let nothing = |(key, label): (&str, &str)| Row {
        key: key.to_owned(),
        is_whole: false,
        label: label.to_owned(),
        values: columns.iter().map(|step| (step.held != Held::NotBegun).then_some(0.0)).collect(),
        total: Some(0.0),
        count: Some(0.0),
        rests_on: 0,
        then: None,
    };
    earlier.keys().filter(is_gone).map(nothing).collect()
}

/// Each number beside the size of its region, and the largest of that first. What a row rests on is its number.
fn divide(per: Per, regions: Option<&LayoutOn>, rows: &mut [Row], whole: Option<&mut Row>) {
    for row in rows.iter_mut().chain(whole) {
        let within =
            regions.and_then(|on| if row.is_whole { Some(on.whole) } else { on.regions.get(&row.key).copied() });
        let divided = |value: &mut Option<f64>, within| *value = value.and_then(|count| per.of(count, within));
        row.rests_on = row.count.unwrap_or(0.0) as i64;
        row.values.iter_mut().chain([&mut row.total]).for_each(|value| divided(value, within));
        if let Some(then) = &mut row.then {
            let within = then.within.or(within);
            then.values.iter_mut().chain([&mut then.total]).for_each(|value| divided(value, within));
        }
    }
    let first = |row: &Row| row.total.unwrap_or(-1.0);
    rows.sort_by(|left, right| first(right).total_cmp(&first(left)).then_with(|| left.label.cmp(&right.label)));
}

fn rests_on(measure: Measure) -> Option<&'static str> {
    match measure {
        Measure::AnsweredInTimeShare | Measure::FirstResponseInTimeShare => Some("Aantal beloften"),
        Measure::MedianWorkingHoursToFirstResponse => Some("Aantal reacties"),
        Measure::MedianWorkingDaysToAnswer | Measure::MedianCalendarDaysToAnswer => Some("Aantal antwoorden"),
        Measure::Received
        | Measure::Answered
        | Measure::Open
        | Measure::Reopened
        | Measure::ClosedUnanswered
        | Measure::Referred
        | Measure::AnswersPromised
        | Measure::AnswersJudged => None,
    }
}

/// How much all of it rests on.
fn rests_on_in_words(measure: Measure, whole: Option<&Row>) -> Option<String> {
    let many = whole?.rests_on;
    let of = number(many as f64);
    Some(match measure {
        Measure::AnsweredInTimeShare | Measure::FirstResponseInTimeShare => {
            format!("n = {of}: zoveel beloften vielen in deze periode en zijn te beoordelen.")
        }
        Measure::MedianWorkingHoursToFirstResponse => {
            format!("n = {of}: zoveel eerste reacties kwamen in deze periode.")
        }
        Measure::MedianWorkingDaysToAnswer | Measure::MedianCalendarDaysToAnswer => {
            format!("n = {of}: zoveel antwoorden kwamen in deze periode.")
        }
        Measure::Open => format!("n = {of}: zoveel vragen staan open aan het eind van de periode."),
        Measure::Reopened | Measure::ClosedUnanswered | Measure::Referred => {
            format!("n = {of}: zo vaak in deze periode.")
        }
        Measure::AnswersPromised => format!("n = {} in deze periode.", counted(of, "belofte", "beloften")),
        Measure::Received | Measure::Answered | Measure::AnswersJudged => {
            format!("n = {} in deze periode.", counted(of, "vraag", "vragen"))
        }
    })
}

/// Which steps are not whole, and why.
fn unfinished_in_words(query: &TrendsQuery, columns: &[Step], today: NaiveDate) -> Vec<String> {
    let named = |held: Held| -> Vec<&str> {
        columns.iter().filter(|step| step.held == held).map(|step| step.head.as_str()).collect()
    };
    let mut words = Vec::new();
    for head in named(Held::StillRuns) {
        words.push(format!(
            "{} loopt nog: er kan nog bij komen. Dit is de stand van {}. In de tekening is dat deel gestippeld.",
            step(query.bucket, head),
            long_day_in_words(today)
        ));
    }
    for head in named(Held::InPart) {
        let first = columns.first().filter(|column| column.head == head && column.start < query.from);
        let which = match first {
            Some(_) => format!("telt pas vanaf {}", long_day_in_words(query.from)),
            None => format!("telt maar tot en met {}", long_day_in_words(query.to)),
        };
        words.push(format!(
            "{} {which}: de periode bevat haar niet helemaal. Ook dat is gestippeld.",
            step(query.bucket, head)
        ));
    }
    if !named(Held::NotBegun).is_empty() {
        let first = today + Days::new(1);
        words.push(format!(
            "Stappen die na {} beginnen, hebben nog geen cijfer.",
            long_day_in_words(first - Days::new(1))
        ));
    }
    words
}

fn step(bucket: Bucket, head: &str) -> String {
    match bucket {
        Bucket::Day => format!("De dag {head}"),
        Bucket::Week => format!("De week van {head}"),
        Bucket::Month => format!("De maand {head}"),
        Bucket::Quarter => format!("Het kwartaal {head}"),
    }
}

/// Why the rows do not add up to the whole, where they do not.
fn sum_in_words(query: &TrendsQuery, rows: &[Row], whole: &Row) -> Option<String> {
    if !query.measure.is_count() {
        return None;
    }
    let (sum, total) = (rows.iter().filter_map(|row| row.total).sum::<f64>(), whole.total?);
    if (sum - total).abs() < 0.5 {
        return None;
    }
    let (more, less) = match &query.by {
        TrendsBy::Topic(Axis::Theme) => (
            "een vraag met meer dan één thema staat in elke rij waar zij bij hoort",
            "een vraag zonder thema staat in geen rij",
        ),
        TrendsBy::Topic(Axis::Group) => (
            "een vraag met meer dan één groep staat in elke rij waar zij bij hoort",
            "een vraag zonder groep staat in geen rij",
        ),
        TrendsBy::Region(_) => {
            ("een plaats die in twee regio's ligt, staat in beide rijen", "niet elke plaats ligt in een regio")
        }
        TrendsBy::OrganisationKind | TrendsBy::Expert | TrendsBy::Became | TrendsBy::Nothing => {
            ("een vraag kan in meer rijen staan", "u ziet niet alle rijen")
        }
    };
    let why = if sum > total { more } else { less };
    Some(format!("De rijen zijn samen {}, en alles bij elkaar is {}: {why}.", number(sum), number(total)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn query(measure: Measure, by: TrendsBy) -> TrendsQuery {
        let (from, to) = (day("2026-09-15"), day("2026-12-31"));
        TrendsQuery { from, to, bucket: Bucket::Month, measure, by, filter: app::TicketSearch::default(), as_of: None }
    }

    fn line(total: f64) -> Row {
        Row {
            key: String::new(),
            is_whole: false,
            label: String::new(),
            values: Vec::new(),
            total: Some(total),
            count: Some(total),
            rests_on: 0,
            then: None,
        }
    }

    #[test]
    fn rows_that_do_not_add_up_to_the_whole_say_why() {
        let said = |measure, by, rows: &[f64]| {
            let rows: Vec<Row> = rows.iter().map(|total| line(*total)).collect();
            sum_in_words(&query(measure, by), &rows, &line(2_016.0))
        };
        let by_theme = TrendsBy::Topic(Axis::Theme);
        assert_eq!(
            said(Measure::Received, by_theme.clone(), &[2_000.0, 596.0]).expect("words"),
            "De rijen zijn samen 2.596, en alles bij elkaar is 2.016: een vraag met meer dan één thema staat in elke rij waar \
             zij bij hoort."
        );
        assert!(said(Measure::Received, by_theme.clone(), &[16.0]).expect("words").contains("zonder thema"));
        assert_eq!(said(Measure::Received, by_theme.clone(), &[2_016.0]), None);
        assert_eq!(said(Measure::AnsweredInTimeShare, by_theme, &[0.5]), None, "shares are not added up");
    }

    #[test]
    fn each_step_that_is_not_whole_is_named_with_the_reason() {
        let (query, today) = (query(Measure::Received, TrendsBy::Nothing), day("2026-11-20"));
        let columns: Vec<Step> = query
            .bucket
            .starts(query.from, query.to)
            .into_iter()
            .map(|start| Step {
                head: head(query.bucket, start),
                start,
                held: query.bucket.held(start, (query.from, query.to), today),
            })
            .collect();
        let words = unfinished_in_words(&query, &columns, today);
        assert_eq!(words.len(), 3, "{words:?}");
        assert!(
            words[0].starts_with("De maand nov 26 loopt nog") && words[0].contains("20 november 2026"),
            "{words:?}"
        );
        assert!(words[1].starts_with("De maand sep 26 telt pas vanaf dinsdag 15 september 2026"), "{words:?}");
        assert!(words[2].contains("nog geen cijfer"), "{words:?}");
    }
}
