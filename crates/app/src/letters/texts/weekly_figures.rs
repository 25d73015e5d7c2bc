//! To a lead who chose so: the figures of the week that is over, beside those of the week before (weekly report). Nobody who asked
//! something is in it.

use super::about::Text;
use chrono::{Datelike, Days, NaiveDate};
use domain::long_day_in_words;

pub(crate) struct WeeklyFigures<'a> {
    /// The Monday with which the week began.
    pub monday: NaiveDate,
    pub figures: OfWeek,
    /// Topics that rise, a line each.
    pub rising: &'a [String],
    /// Where all figures are.
    pub page: &'a str,
}

/// What was measured.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OfWeek {
    pub received: Measured,
    pub answered: Measured,
    /// At the end of it.
    pub open: Measured,
    /// Which part of the answers that were promised in it came in time; so of first reactions.
    pub answered_in_time: Measured,
    pub reacted_in_time: Measured,
}

/// In the week, and in the one before; none where there was nothing to measure.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Measured {
    pub now: Option<f64>,
    pub before: Option<f64>,
}

/// What is said when a figure is larger than a week before, smaller, or the same.
type Compared = [&'static str; 3];

impl WeeklyFigures<'_> {
    pub(crate) fn text(&self) -> Text {
        let (monday, week) = (self.monday, self.monday.iso_week().week());
        let sunday = monday + Days::new(6);
        let of = &self.figures;
        let lines = [
            counted(
                "Ontvangen",
                of.received,
                ["Er kwam meer binnen", "Er kwam minder binnen", "Er kwam evenveel binnen"],
            ),
            counted(
                "Beantwoord",
                of.answered,
                [
                    "Het loket beantwoordde er meer",
                    "Het loket beantwoordde er minder",
                    "Het loket beantwoordde er evenveel",
                ],
            ),
            counted(
                "Nog open aan het eind van de week",
                of.open,
                ["De werkvoorraad groeide", "De werkvoorraad kromp", "De werkvoorraad bleef even groot"],
            ),
            shared(
                "Antwoorden",
                of.answered_in_time,
                [
                    "Antwoorden kwamen vaker op tijd",
                    "Antwoorden kwamen minder vaak op tijd",
                    "Antwoorden kwamen even vaak op tijd",
                ],
            ),
            shared(
                "Eerste reacties",
                of.reacted_in_time,
                [
                    "Eerste reacties kwamen vaker op tijd",
                    "Eerste reacties kwamen minder vaak op tijd",
                    "Eerste reacties kwamen even vaak op tijd",
                ],
            ),
        ];
        let rising = match self.rising {
            [] => "Geen onderwerp stijgt opvallend.".to_owned(),
            some => format!(
                "Wat opvallend stijgt:\n\n{}",
                some.iter().map(|line| format!("- {line}\n")).collect::<String>()
            ),
        };
        Text::new(
            format!("Cijfers van week {week}"),
            [
                format!("Dit gebeurde er van {} tot en met {}.", long_day_in_words(monday), long_day_in_words(sunday)),
                lines.map(|line| format!("- {line}")).join("\n"),
                rising.trim_end().to_owned(),
                format!("Alle cijfers:\n{}", self.page),
            ],
        )
    }
}

fn counted(label: &str, measured: Measured, compared: Compared) -> String {
    let (now, before) = (measured.now.unwrap_or(0.0), measured.before.unwrap_or(0.0));
    format!("{label}: {now:.0} (de week ervoor: {before:.0}). {}.", said(now, before, compared))
}

fn shared(label: &str, measured: Measured, compared: Compared) -> String {
    let Some(now) = measured.now else { return format!("{label}: er was deze week niets beloofd.") };
    let percent = |share: f64| format!("{:.0}%", share * 100.0);
    let head = format!("{label}: {} op tijd, {} te laat", percent(now), percent(1.0 - now));
    match measured.before {
        None => format!("{head}."),
        Some(before) => format!(
            "{head} (de week ervoor: {} op tijd). {}.",
            percent(before),
            // What is shown as the same is the same.
            said((now * 100.0).round(), (before * 100.0).round(), compared)
        ),
    }
}

fn said(now: f64, before: f64, [more, less, same]: Compared) -> &'static str {
    match now.total_cmp(&before) {
        std::cmp::Ordering::Greater => more,
        std::cmp::Ordering::Less => less,
        std::cmp::Ordering::Equal => same,
    }
}
