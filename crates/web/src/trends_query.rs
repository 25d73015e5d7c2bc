//! What the address of the figures asks for.

use crate::faults::{Fault, Faults};
use crate::form::Fields;
use crate::inbox::Pick;
use app::{Bucket, Measure, TicketSearch, TrendsBy, TrendsQuery};
use chrono::{Datelike, Months, NaiveDate};
use domain::{Axis, LayoutKey, month_in_words};

const MEASURES: [(&str, &str, Measure); 8] = [
    ("ontvangen", "Ontvangen vragen", Measure::Received),
    ("beantwoord", "Beantwoorde vragen", Measure::Answered),
    ("open", "Open vragen", Measure::Open),
    ("heropend", "Heropende vragen", Measure::Reopened),
    ("reactie-op-tijd", "Eerste reactie op tijd", Measure::FirstResponseInTimeShare),
    ("antwoord-op-tijd", "Antwoord op tijd", Measure::AnsweredInTimeShare),
    ("uren-tot-reactie", "Werkuren tot eerste reactie", Measure::MedianWorkingHoursToFirstResponse),
    ("dagen-tot-antwoord", "Werkdagen tot antwoord", Measure::MedianWorkingDaysToAnswer),
];
const SPLITS: [(&str, &str); 6] = [
    ("thema", "thema"),
    ("groep", "aandachtsgroep"),
    ("organisatie", "soort organisatie"),
    ("regio", "regio"),
    ("deskundige", "deskundige"),
    ("geheel", "alles samen"),
];
const BUCKETS: [(&str, &str, Bucket); 4] = [
    ("maand", "maand", Bucket::Month),
    ("week", "week", Bucket::Week),
    ("kwartaal", "kwartaal", Bucket::Quarter),
    ("dag", "dag", Bucket::Day),
];

/// What was asked for; what was left out or not understood has its usual value.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub measure: (&'static str, &'static str, Measure),
    pub split: (&'static str, &'static str),
    pub bucket: (&'static str, &'static str, Bucket),
    pub layout: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Dates that are none.
    pub faults: Faults,
}

impl Wanted {
    /// Reads the address. Without dates: this month and the eleven before it.
    pub(crate) fn read(asked: &Fields, today: NaiveDate) -> Self {
        let a_year_ago = today.with_day(1).and_then(|first| first.checked_sub_months(Months::new(11))).unwrap_or(today);
        let mut faults = Faults::default();
        let mut date = |name: &str, otherwise: NaiveDate| match asked.some(name) {
            None => otherwise,
            Some(text) => text.parse().ok().filter(is_sensible).unwrap_or_else(|| {
                let message = "Vul een datum in zoals 2026-12-31: jaar, maand, dag.".to_owned();
                faults.0.push(Fault { id: name.to_owned(), message });
                otherwise
            }),
        };
        let (from, to) = (date("van", a_year_ago), date("tot", today));
        Self {
            measure: *one_of(&MEASURES, |(key, ..)| *key == asked.get("maat")),
            split: *one_of(&SPLITS, |(key, _)| *key == asked.get("naar")),
            bucket: *one_of(&BUCKETS, |(key, ..)| *key == asked.get("per")),
            layout: asked.some("indeling").unwrap_or("provincie").to_owned(),
            from,
            to,
            faults,
        }
    }

    pub(crate) fn query(&self) -> TrendsQuery {
        TrendsQuery {
            from: self.from,
            to: self.to,
            bucket: self.bucket.2,
            measure: self.measure.2,
            by: match self.split.0 {
                "thema" => TrendsBy::Topic(Axis::Theme),
                "groep" => TrendsBy::Topic(Axis::Group),
                "organisatie" => TrendsBy::OrganisationKind,
                "regio" => TrendsBy::Region(LayoutKey(self.layout.clone())),
                "deskundige" => TrendsBy::Expert,
                _ => TrendsBy::Nothing,
            },
            filter: TicketSearch::default(),
        }
    }

    pub(crate) fn measures(&self) -> Vec<Pick> {
        MEASURES.iter().map(|(key, label, _)| pick(key, label, self.measure.0)).collect()
    }

    pub(crate) fn splits(&self) -> Vec<Pick> {
        SPLITS.iter().map(|(key, label)| pick(key, label, self.split.0)).collect()
    }

    pub(crate) fn buckets(&self) -> Vec<Pick> {
        BUCKETS.iter().map(|(key, label, _)| pick(key, label, self.bucket.0)).collect()
    }

    /// `Ontvangen vragen per maand, naar thema`
    pub(crate) fn title(&self, layout: &str) -> String {
        let by = match self.split.0 {
            "geheel" => String::new(),
            "regio" => format!(", naar {}", layout.to_lowercase()),
            _ => format!(", naar {}", self.split.1),
        };
        format!("{} per {}{by}", self.measure.1, self.bucket.1)
    }

    /// Can only whole numbers occur?
    pub(crate) fn is_count(&self) -> bool {
        matches!(self.measure.2, Measure::Received | Measure::Answered | Measure::Open | Measure::Reopened)
    }

    /// A value as people read it.
    pub(crate) fn written(&self) -> fn(f64) -> String {
        match self.measure.2 {
            Measure::AnsweredInTimeShare | Measure::FirstResponseInTimeShare => {
                |share| format!("{:.0}%", share * 100.0)
            }
            Measure::MedianWorkingHoursToFirstResponse | Measure::MedianWorkingDaysToAnswer => {
                |value| format!("{value:.1}").replace('.', ",")
            }
            _ => |count| format!("{count:.0}"),
        }
    }

    /// What the last column holds.
    pub(crate) fn total_heading(&self) -> &'static str {
        match self.measure.2 {
            Measure::Received | Measure::Answered | Measure::Reopened => "Totaal",
            Measure::Open => "Laatste stand",
            _ => "Hele periode",
        }
    }

    /// The bucket in as few letters as say which it is, for the picture and the heads of columns.
    pub(crate) fn bucket_short(&self, start: NaiveDate) -> String {
        let year = start.year();
        match self.bucket.2 {
            Bucket::Month => format!("{} {year}", short_month(start)),
            Bucket::Quarter => format!("{}e kw. {year}", start.month0() / 3 + 1),
            Bucket::Week | Bucket::Day => format!("{} {} {year}", start.day(), short_month(start)),
        }
    }

    /// What the bucket is called in sentences, and at the head of a row.
    pub(crate) fn bucket_name(&self, start: NaiveDate) -> String {
        match self.bucket.2 {
            Bucket::Month => month_in_words(start),
            Bucket::Quarter => format!("{}e kwartaal {}", start.month0() / 3 + 1, start.year()),
            Bucket::Week => format!("week van {} {}", start.day(), month_in_words(start)),
            Bucket::Day => format!("{} {}", start.day(), month_in_words(start)),
        }
    }
}

fn one_of<T>(all: &[T], is_it: impl Fn(&T) -> bool) -> &T {
    all.iter().find(|one| is_it(one)).unwrap_or(&all[0])
}

fn pick(key: &str, label: &str, chosen: &str) -> Pick {
    Pick { value: key.to_owned(), label: label.to_owned(), selected: key == chosen }
}

/// Dates far outside the life of any desk are mistakes, and make calendars overflow.
fn is_sensible(day: &NaiveDate) -> bool {
    (1990..=2200).contains(&day.year())
}

fn short_month(day: NaiveDate) -> String {
    let month = month_in_words(day);
    if day.month() == 3 { "mrt".to_owned() } else { month.chars().take(3).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).expect("a real day")
    }

    #[test]
    fn without_an_address_it_is_the_last_twelve_months_by_theme() {
        let wanted = Wanted::read(&Fields::default(), today());
        assert_eq!(wanted.from.to_string(), "2025-12-01");
        assert_eq!(wanted.title(""), "Ontvangen vragen per maand, naar thema");
        assert_eq!(wanted.query().bucket.starts(wanted.from, wanted.to).len(), 12);
    }

    #[test]
    fn a_date_that_is_none_is_complained_about_at_its_field() {
        for text in ["gisteren", "2026-02-30", "9999-01-01"] {
            let wanted = Wanted::read(&Fields(vec![("tot".to_owned(), text.to_owned())]), today());
            assert!(wanted.faults.at("tot").is_some(), "{text}");
            assert_eq!(wanted.to, today());
        }
    }
}
