//! The report of a period in words: one document, of which both the page and the PDF are made.

use super::words::{head, number, percent, tenths};
use app::{
    Bucket, Cell, DeskLine, FEWEST, Measure, PartLine, PartTable, Period, PeriodLength, PeriodReport, Picture, Share,
    TrendsBy,
};
use chrono::{Datelike, NaiveDate};
use domain::{Axis, MONTHS, counted, long_day_in_words, month_in_words};
use report::{Bar, Chart, Document, Row, Section, Table};

const HIDDEN: &str = "verborgen";
const NONE: &str = "–";
/// So many parts are named as those about which more was asked.
const MOST_NAMED: usize = 3;

/// `het derde kwartaal van 2026`.
pub(crate) fn in_words(period: Period) -> String {
    const QUARTERS: [&str; 4] = ["eerste", "tweede", "derde", "vierde"];
    let first = period.first();
    match period.length() {
        PeriodLength::Month => month_in_words(first),
        PeriodLength::Quarter => format!("het {} kwartaal van {}", QUARTERS[first.month0() as usize / 3], first.year()),
        PeriodLength::Year => format!("het jaar {}", first.year()),
    }
}

/// As short as it stands above a column.
fn short(period: Period) -> String {
    match period.length() {
        PeriodLength::Month => head(Bucket::Month, period.first()),
        PeriodLength::Quarter => head(Bucket::Quarter, period.first()),
        PeriodLength::Year => period.to_string(),
    }
}

/// The report as a document.
pub(crate) fn document(report: &PeriodReport, picture: &Picture) -> Document {
    let mut sections = vec![desk(report)];
    sections.extend(months(report));
    sections.extend(report.tables.iter().filter(|table| !table.rows.is_empty()).map(|table| part(report, table)));
    sections.push(meaning(report));
    Document {
        title: format!("Verslag over {}", in_words(report.period)),
        author: picture.house.name.clone(),
        language: "nl",
        lead: lead(report),
        sections,
    }
}

fn lead(report: &PeriodReport) -> Vec<String> {
    let days =
        |from: NaiveDate, to: NaiveDate| format!("{} tot en met {}", long_day_in_words(from), long_day_in_words(to));
    let last = report.still_runs.unwrap_or(report.period.last());
    let mut words =
        vec![format!("Dit verslag gaat over alle vragen aan het loket van {}.", days(report.period.first(), last))];
    if let Some(today) = report.still_runs {
        words.push(format!(
            "Deze periode loopt nog. Dit is de stand van {}; er kan nog bij komen. De periodes ernaast zijn heel: vergelijk de \
             aantallen daarom niet.",
            long_day_in_words(today)
        ));
    }
    words.push(format!(
        "In dit verslag staat niemand met naam. Aantallen van 1 tot en met {} zijn verborgen: daaraan zou iemand te herkennen \
         zijn. Soms is een groter aantal ook verborgen. Anders was het kleine aantal uit te rekenen. Nul is niet verborgen, want \
         nul gaat over niemand.",
        FEWEST - 1
    ));
    words
}

fn cell(cell: Cell) -> String {
    cell.shown().map_or_else(|| HIDDEN.to_owned(), |value| number(value as f64))
}

fn row(label: &str, cells: Vec<String>) -> Row {
    Row { label: label.to_owned(), cells, is_total: false }
}

fn working_days(minutes: Option<f64>, usual_day: f64) -> String {
    minutes.map_or_else(|| NONE.to_owned(), |minutes| tenths(minutes / usual_day))
}

/// How many were promised, how many came in time and how many did not, and which part that is.
fn promised(share: Share) -> [String; 4] {
    let most_small = FEWEST - 1;
    let fewer = format!("minder dan {FEWEST}");
    let said = |of: i64| number(of as f64);
    match share {
        Share::Exactly(kept, of) => [said(of), said(kept), said(of - kept), percent(kept as f64 / of as f64)],
        Share::Nearly(of) => {
            let least = (of - most_small) * 100 / of;
            [said(of), format!("ten minste {}", said(of - most_small)), fewer, format!("ten minste {least} %")]
        }
        Share::Hardly(of) => {
            let most = (most_small * 100 + of - 1) / of;
            [said(of), fewer, format!("ten minste {}", said(of - most_small)), format!("hoogstens {most} %")]
        }
        Share::TooFew(Cell::Shown(0)) => ["0".to_owned(), NONE.to_owned(), NONE.to_owned(), NONE.to_owned()],
        Share::TooFew(of) => [cell(of), HIDDEN.to_owned(), HIDDEN.to_owned(), HIDDEN.to_owned()],
    }
}

fn desk(report: &PeriodReport) -> Section {
    let lines = &report.desk;
    let counts = |label: &str, of: fn(&DeskLine) -> Cell| row(label, lines.iter().map(|line| cell(of(line))).collect());
    let mut rows = vec![
        counts("Binnengekomen", |line| line.received),
        counts("Voor het eerst beantwoord", |line| line.answered),
        counts("Open aan het eind", |line| line.open),
    ];
    for (labels, of) in [
        (
            ["Beloofde eerste reacties", "Reactie op tijd", "Reactie te laat", "Deel van de reacties op tijd"],
            (|line| line.reactions) as fn(&DeskLine) -> Share,
        ),
        (["Beloofde antwoorden", "Antwoord op tijd", "Antwoord te laat", "Deel van de antwoorden op tijd"], |line| {
            line.answers
        }),
    ] {
        let columns: Vec<[String; 4]> = lines.iter().map(|line| promised(of(line))).collect();
        let of_label =
            |(at, label): (usize, &&str)| row(label, columns.iter().map(|column| column[at].clone()).collect());
        rows.extend(labels.iter().enumerate().map(of_label));
    }
    let durations = |label: &str, of: fn(&DeskLine) -> Option<f64>| {
        row(label, lines.iter().map(|line| working_days(of(line), report.usual_day)).collect())
    };
    rows.push(counts("Antwoorden", |line| line.took.answers));
    rows.push(durations("Middelste tijd tot antwoord, in werkdagen", |line| line.took.middle));
    rows.push(durations("Negen van de tien antwoorden binnen, in werkdagen", |line| line.took.most.map(f64::from)));
    let heads = std::iter::once("Wat".to_owned()).chain(periods(report)).collect();
    let chart = |title: &str, of: fn(&DeskLine) -> Cell| {
        let values: Vec<(String, Cell)> = lines.iter().map(|line| (short(line.period), of(line))).collect();
        chart(title, &values, report.still_runs.is_some())
    };
    Section {
        heading: "Het loket in cijfers".to_owned(),
        words: in_short(report),
        charts: vec![
            chart("Vragen die binnenkwamen", |line| line.received),
            chart("Vragen voor het eerst beantwoord", |line| line.answered),
            chart("Vragen open aan het eind", |line| line.open),
        ],
        table: Some(Table { caption: "Het loket als geheel".to_owned(), heads, rows }),
        notes: Vec::new(),
    }
}

/// What each column of periods is called.
fn periods(report: &PeriodReport) -> impl Iterator<Item = String> {
    let still_runs = report.still_runs.is_some();
    let named = move |(at, line): (usize, &DeskLine)| {
        let name = short(line.period);
        if at == 0 && still_runs { format!("{name} (loopt nog)") } else { name }
    };
    report.desk.iter().enumerate().map(named)
}

fn in_short(report: &PeriodReport) -> Vec<String> {
    let received: Vec<Option<i64>> = report.desk.iter().map(|line| line.received.shown()).collect();
    let mut words = Vec::new();
    if let Some(Some(now)) = received.first() {
        let mut said = counted(number(*now as f64), "vraag kwam binnen", "vragen kwamen binnen");
        let others = report.desk.iter().zip(&received).skip(1);
        let before = others.filter_map(|(line, count)| Some((line, (*count)?)));
        for (at, (line, count)) in before.enumerate() {
            let begins = if at == 0 { "; in" } else { ", en in" };
            said.push_str(&format!("{begins} {} waren het er {}", in_words(line.period), number(count as f64)));
        }
        words.push(format!("{said}."));
    }
    words
}

/// Of what is told; a bar of nothing is as short as nothing.
fn chart(title: &str, values: &[(String, Cell)], first_is_unfinished: bool) -> Chart {
    let longest = values.iter().filter_map(|(_, cell)| cell.shown()).max().unwrap_or(0).max(1);
    let bar = |(at, (label, value)): (usize, &(String, Cell))| Bar {
        label: label.clone(),
        length: value.shown().map(|value| value as f64 / longest as f64),
        written: cell(*value),
        is_unfinished: at == 0 && first_is_unfinished,
    };
    let said: Vec<String> = values.iter().map(|(label, value)| format!("{label}: {}", cell(*value))).collect();
    Chart {
        title: title.to_owned(),
        said: format!("{title}. {}.", said.join(", ")),
        bars: values.iter().enumerate().map(bar).collect(),
    }
}

fn months(report: &PeriodReport) -> Option<Section> {
    let whole = report.desk.first()?;
    let first = report.months.first()?;
    let mut rows: Vec<Row> = report
        .months
        .iter()
        .map(|line| row(&month_in_words(line.first), vec![cell(line.received), cell(line.answered)]))
        .collect();
    rows.push(total(vec![cell(whole.received), cell(whole.answered)]));
    let name = |day: NaiveDate| MONTHS[day.month0() as usize].to_owned();
    let values: Vec<(String, Cell)> = report.months.iter().map(|line| (name(line.first), line.received)).collect();
    let mut notes = Vec::new();
    if let (Some(today), Some(last)) = (report.still_runs, report.months.last()) {
        notes.push(format!("{} telt tot en met {}.", capital(&month_in_words(last.first)), long_day_in_words(today)));
    }
    Some(Section {
        heading: "Per maand".to_owned(),
        words: Vec::new(),
        charts: vec![chart(&format!("Vragen die binnenkwamen in {}", first.first.year()), &values, false)],
        table: Some(Table {
            caption: "Vragen per maand".to_owned(),
            heads: ["Maand", "Binnengekomen", "Beantwoord"].map(str::to_owned).to_vec(),
            rows,
        }),
        notes,
    })
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn total(cells: Vec<String>) -> Row {
    Row { label: "Alle vragen".to_owned(), cells, is_total: true }
}

/// What a table is called, what its first column is, and why its rows may come to something else than all questions.
fn named(by: &TrendsBy, regions_of: NaiveDate) -> (&'static str, &'static str, String) {
    let overlap = "Tel de rijen daarom niet op.";
    match by {
        TrendsBy::Topic(Axis::Theme) => {
            ("Per thema", "Thema", format!("Een vraag kan bij meer thema's horen, of bij geen. {overlap}"))
        }
        TrendsBy::Topic(Axis::Group) => {
            ("Per groep", "Groep", format!("Een vraag kan over meer groepen mensen gaan, of over geen. {overlap}"))
        }
        TrendsBy::Region(_) => (
            "Per provincie",
            "Provincie",
            format!(
                "Een vraag telt in elke provincie waar haar plaats in ligt volgens de indeling van {}. {overlap}",
                long_day_in_words(regions_of)
            ),
        ),
        TrendsBy::OrganisationKind | TrendsBy::Expert | TrendsBy::Became | TrendsBy::Nothing => {
            ("Per soort organisatie", "Soort organisatie", "Elke vraag hoort bij één soort organisatie.".to_owned())
        }
    }
}

fn part(report: &PeriodReport, table: &PartTable) -> Section {
    let (heading, first, note) = named(&table.by, report.regions_of);
    let line = |line: &PartLine| {
        let counts = line.received.iter().chain([&line.answered, &line.open]).map(|count| cell(*count));
        row(&line.label, counts.chain([working_days(line.middle, report.usual_day)]).collect())
    };
    let mut rows: Vec<Row> = table.rows.iter().map(line).collect();
    if let Some(desk) = report.desk.first() {
        let received = report.desk.iter().map(|line| cell(line.received));
        let others = [cell(desk.answered), cell(desk.open), working_days(desk.took.middle, report.usual_day)];
        rows.push(total(received.chain(others).collect()));
    }
    let now = short(report.period);
    let heads = std::iter::once(first.to_owned())
        .chain(periods(report).map(|period| format!("Binnen {period}")))
        .chain([format!("Beantwoord {now}"), format!("Open eind {now}"), "Middelste tijd in werkdagen".to_owned()]);
    let told = |line: &PartLine| line.received.first().copied().filter(|now| now.shown().is_some_and(|now| now > 0));
    let values: Vec<(String, Cell)> =
        table.rows.iter().filter_map(|line| Some((line.label.clone(), told(line)?))).collect();
    let charts = if values.is_empty() {
        Vec::new()
    } else {
        vec![chart(&format!("Vragen die binnenkwamen in {now}, {}", heading.to_lowercase()), &values, false)]
    };
    Section {
        heading: heading.to_owned(),
        words: rose(report, table),
        charts,
        table: Some(Table { caption: format!("Vragen {}", heading.to_lowercase()), heads: heads.collect(), rows }),
        notes: vec![note],
    }
}

/// About what more was asked than before, as far as both numbers are told.
fn rose(report: &PeriodReport, table: &PartTable) -> Vec<String> {
    let (Some(before), None) = (report.desk.get(1), report.still_runs) else { return Vec::new() };
    let mut rose: Vec<(i64, String)> = Vec::new();
    for line in &table.rows {
        let told = |at: usize| line.received.get(at).and_then(|count| count.shown());
        if let (Some(now), Some(then)) = (told(0), told(1))
            && now > then
        {
            rose.push((
                then - now,
                format!("{} (van {} naar {})", line.label, number(then as f64), number(now as f64)),
            ));
        }
    }
    if rose.is_empty() {
        return Vec::new();
    }
    rose.sort();
    let named: Vec<String> = rose.into_iter().take(MOST_NAMED).map(|(_, words)| words).collect();
    vec![format!("Het meest gestegen sinds {}: {}.", in_words(before.period), named.join("; "))]
}

fn meaning(report: &PeriodReport) -> Section {
    let told = |label: &str, measure: Measure, rests_on: Option<String>| {
        let rests_on = rests_on.map_or_else(String::new, |many| format!(" In deze periode: n = {many}."));
        format!("{label}. {}{rests_on}", measure.definition())
    };
    let desk = report.desk.first();
    let n = |of: fn(&DeskLine) -> Cell| desk.map(|line| cell(of(line)));
    let promised = |of: fn(&DeskLine) -> Share| desk.map(|line| promised(of(line))[0].clone());
    let words = vec![
        told("Binnengekomen", Measure::Received, n(|line| line.received)),
        told("Beantwoord", Measure::Answered, n(|line| line.answered)),
        told("Open aan het eind", Measure::Open, n(|line| line.open)),
        told("Reactie op tijd", Measure::FirstResponseInTimeShare, promised(|line| line.reactions)),
        told("Antwoord op tijd", Measure::AnsweredInTimeShare, promised(|line| line.answers)),
        told("Tijd tot antwoord", Measure::MedianWorkingDaysToAnswer, n(|line| line.took.answers)),
        format!(
            "Een middelste tijd staat er bij ten minste {} antwoorden, en negen van de tien bij ten minste {}. Bij minder staat er \
             een streepje.",
            2 * FEWEST,
            10 * FEWEST
        ),
        format!(
            "Waren er minder dan {FEWEST} te laat of juist op tijd, dan staat er alleen dat het er zo weinig waren. Bij minder dan \
             {} beloften staat er niets over.",
            2 * FEWEST
        ),
        "Verborgen aantallen tellen wel mee in het totaal. Elke kolom is apart bekeken: wat in een kolom verborgen is, is dat in \
         elk verslag over die periode."
            .to_owned(),
    ];
    Section { heading: "Wat de cijfers betekenen".to_owned(), words, ..Section::default() }
}
