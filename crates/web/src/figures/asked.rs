//! What is asked of figures (query parameters), read and written: an address that can be shared.

use super::earlier::{BESIDE, Beside};
use super::filters::Filters;
use super::rates::{PER, Per};
use crate::filter::{A_DAY, read_day, read_filter};
use crate::form::{Choice, Errors, choices, keep_typed};
use app::{Bucket, Measure, Picture, TicketSearch, TrendsBy, TrendsQuery};
use chrono::{Datelike, Months, NaiveDate};
use domain::{Axis, LayoutKey, quoted};
use url::form_urlencoded::Serializer;

/// What may stand in the address beside filters; a line may stand there more than once, anything else only once.
const NAMES: [&str; 9] = ["maat", "per", "stap", "van", "tot", "stand", "naast", "als", "indeling"];
const LINE: &str = "lijn";
/// Panels that are drawn where nobody chose.
const MOST_PANELS: usize = 6;
/// Lines that can be chosen: more than there are in any split but that of experts.
const MOST_LINES: usize = 60;

/// What was asked, as it was typed.
#[derive(Debug, Default, Clone)]
pub(crate) struct Asked {
    pub maat: String,
    pub per: String,
    pub stap: String,
    pub van: String,
    pub tot: String,
    pub stand: String,
    pub naast: String,
    pub als: String,
    pub indeling: String,
    pub lijn: Vec<String>,
    pub filters: Filters,
}

/// What was asked for, as far as it can be read, and what it is called.
pub(crate) struct Wanted {
    pub query: TrendsQuery,
    pub measure: &'static str,
    pub bucket: &'static str,
    pub by: String,
    /// Which questions it is of, where it is not of all.
    pub only: Option<String>,
    /// What stands beside it.
    pub beside: Option<Beside>,
    /// What numbers are given per, and what that means.
    pub per: Per,
    pub per_words: Vec<String>,
    pub drawing: Drawing,
}

/// What is drawn of it.
pub(crate) struct Drawing {
    /// The keys of the lines that were chosen.
    pub lines: Vec<String>,
    pub most: usize,
}

/// What can be chosen in each list.
pub(crate) struct Lists {
    pub measures: Vec<Choice>,
    pub dimensions: Vec<Choice>,
    pub buckets: Vec<Choice>,
    pub besides: Vec<Choice>,
    pub pers: Vec<Choice>,
}

pub(crate) const MEASURES: [(&str, &str, Measure); 13] = [
    ("ontvangen", "Ontvangen vragen", Measure::Received),
    ("beantwoord", "Beantwoorde vragen", Measure::Answered),
    ("open", "Open vragen", Measure::Open),
    ("heropend", "Heropende vragen", Measure::Reopened),
    ("zonder-antwoord", "Gesloten zonder antwoord", Measure::ClosedUnanswered),
    ("doorverwezen", "Doorverwezen vragen", Measure::Referred),
    ("beloofd", "Beloofde antwoorden", Measure::AnswersPromised),
    ("hielp", "Antwoorden, en of ze hielpen", Measure::AnswersJudged),
    ("op-tijd", "Deel op tijd beantwoord", Measure::AnsweredInTimeShare),
    ("reactie-op-tijd", "Deel met eerste reactie op tijd", Measure::FirstResponseInTimeShare),
    ("uren-tot-reactie", "Werkuren tot eerste reactie (mediaan)", Measure::MedianWorkingHoursToFirstResponse),
    ("dagen-tot-antwoord", "Werkdagen tot antwoord (mediaan)", Measure::MedianWorkingDaysToAnswer),
    ("kalenderdagen-tot-antwoord", "Kalenderdagen tot eerste antwoord (mediaan)", Measure::MedianCalendarDaysToAnswer),
];

const BUCKETS: [(&str, &str, Bucket); 4] = [
    ("maand", "maand", Bucket::Month),
    ("week", "week", Bucket::Week),
    ("kwartaal", "kwartaal", Bucket::Quarter),
    ("dag", "dag", Bucket::Day),
];

const A_CHOICE: &str = "keuze. Kies uit de lijst";

impl Asked {
    /// Reads the pairs of an address; what no choice is called, or is said twice, is a complaint.
    pub(crate) fn of(pairs: Vec<(String, String)>, errors: &mut Errors) -> Self {
        let mut asked = Self::default();
        let mut seen = Vec::new();
        for (name, value) in pairs {
            let field = match name.as_str() {
                "maat" => &mut asked.maat,
                "per" => &mut asked.per,
                "stap" => &mut asked.stap,
                "van" => &mut asked.van,
                "tot" => &mut asked.tot,
                "stand" => &mut asked.stand,
                "naast" => &mut asked.naast,
                "als" => &mut asked.als,
                "indeling" => &mut asked.indeling,
                LINE => {
                    if !value.trim().is_empty() && !asked.lijn.contains(&value) && asked.lijn.len() < MOST_LINES {
                        asked.lijn.push(value);
                    }
                    continue;
                }
                name if asked.filters.take(name, &value, errors) => continue,
                _ => {
                    errors.add("maat", format!("Wij kennen geen keuze {}.", quoted(&name)));
                    continue;
                }
            };
            if seen.contains(&name) {
                errors.add("maat", format!("De keuze {} staat twee keer in het adres.", quoted(&name)));
            }
            *field = value;
            seen.push(name);
        }
        asked
    }

    /// As an address of figures: never that of the overview.
    pub(crate) fn address(&self) -> String {
        let maat = if self.maat.trim().is_empty() { MEASURES[0].0.to_owned() } else { self.maat.clone() };
        Self { maat, ..self.clone() }.address_of("/cijfers")
    }

    /// The same of this page, in an address: only what was said.
    pub(crate) fn address_of(&self, page: &str) -> String {
        let mut address = Serializer::new(String::new());
        let choices = [&self.maat, &self.per, &self.stap, &self.van, &self.tot, &self.stand, &self.naast];
        let said = choices.into_iter().chain([&self.als, &self.indeling]);
        for (name, value) in NAMES.iter().zip(said) {
            if !value.trim().is_empty() {
                address.append_pair(name, value);
            }
        }
        for (name, value) in self.filters.pairs() {
            address.append_pair(name, value);
        }
        for line in &self.lijn {
            address.append_pair(LINE, line);
        }
        let query = address.finish();
        if query.is_empty() { page.to_owned() } else { format!("{page}?{query}") }
    }

    /// Without a choice: questions received per month, by theme, over the last twelve months.
    pub(crate) fn read(&self, picture: &Picture, today: NaiveDate, errors: &mut Errors) -> (Wanted, Lists) {
        let (_, measure, wanted) = pick(errors, "maat", &MEASURES, &self.maat);
        let (_, bucket_label, bucket) = pick(errors, "bucket", &BUCKETS, &self.stap);
        let (dimensions, by, by_label) = dimensions(picture, errors, &self.per);
        let as_of = read_filter(errors, "asOf", A_DAY, &self.stand, read_day);
        let today = as_of.unwrap_or(today);
        let first_month = today.with_day(1).unwrap_or(today) - Months::new(11);
        let from = read_filter(errors, "from", A_DAY, &self.van, read_day).unwrap_or(first_month);
        let to = read_filter(errors, "to", A_DAY, &self.tot, read_day).unwrap_or(today);
        let beside = read_filter(errors, "naast", A_CHOICE, &self.naast, |asked| {
            BESIDE.iter().find(|(value, _, _)| *value == asked)
        });
        let beside_label = beside.map_or("", |(_, label, _)| label);
        let (_, per_label, per) = pick(errors, "als", &PER, &self.als);
        if let Some(why) = per.refused(wanted, &by) {
            errors.add("als", why.to_owned());
        }
        let regions_on = read_filter(errors, "regionsOn", A_DAY, &self.indeling, read_day);
        let filter = TicketSearch { regions_on, ..TicketSearch::default() };
        let query = TrendsQuery { from, to, bucket, measure: wanted, by, filter, as_of };
        let drawing = Drawing { lines: self.lijn.clone(), most: MOST_PANELS };
        let lists = Lists {
            measures: labels(&MEASURES, measure),
            dimensions,
            buckets: labels(&BUCKETS, bucket_label),
            besides: labels(&BESIDE, beside_label),
            pers: labels(&PER, per_label),
        };
        (
            Wanted {
                query,
                measure,
                bucket: bucket_label,
                by: by_label,
                only: None,
                beside: beside.map(|known| known.2),
                per,
                per_words: per.in_words(picture),
                drawing,
            },
            lists,
        )
    }

    /// What was typed stands in each list that it is not in.
    pub(crate) fn keep_typed(&self, lists: &mut Lists, errors: &Errors) {
        for (field, choices, typed) in [
            ("maat", &mut lists.measures, &self.maat),
            ("bucket", &mut lists.buckets, &self.stap),
            ("per", &mut lists.dimensions, &self.per),
            ("naast", &mut lists.besides, &self.naast),
            ("als", &mut lists.pers, &self.als),
        ] {
            if errors.of(field).is_some() {
                choices.iter_mut().for_each(|choice| choice.chosen = false);
                keep_typed(choices, typed);
            }
        }
    }
}

/// The first when nothing was asked for.
fn pick<T: Copy>(
    errors: &mut Errors,
    field: &str,
    known: &[(&'static str, &'static str, T)],
    asked: &str,
) -> (&'static str, &'static str, T) {
    let asked = read_filter(errors, field, A_CHOICE, asked, |asked| known.iter().find(|(value, _, _)| *value == asked));
    *asked.unwrap_or(&known[0])
}

fn labels<T>(known: &[(&'static str, &'static str, T)], chosen: &str) -> Vec<Choice> {
    let label = |(value, label, _): &(&'static str, &'static str, T)| Choice {
        value: (*value).to_owned(),
        label: (*label).to_owned(),
        chosen: *label == chosen,
    };
    known.iter().map(label).collect()
}

/// What figures can be split by: topics, kinds, experts, and every layout that divides the whole country.
fn dimensions(picture: &Picture, errors: &mut Errors, asked: &str) -> (Vec<Choice>, TrendsBy, String) {
    let province = LayoutKey("provincie".to_owned());
    let known = [
        ("thema", "thema", TrendsBy::Topic(Axis::Theme)),
        ("groep", "groep", TrendsBy::Topic(Axis::Group)),
        ("organisatie", "soort organisatie", TrendsBy::OrganisationKind),
        ("provincie", "provincie", TrendsBy::Region(province)),
        ("woondealregio", "woondealregio", TrendsBy::Region(LayoutKey("woondealregio".to_owned()))),
        ("zorgkantoorregio", "zorgkantoorregio", TrendsBy::Region(LayoutKey("zorgkantoorregio".to_owned()))),
        ("deskundige", "deskundige", TrendsBy::Expert),
        ("uitkomst", "wat ervan kwam", TrendsBy::Became),
        ("alles", "alles bij elkaar", TrendsBy::Nothing),
    ];
    let exists = |by: &TrendsBy| match by {
        TrendsBy::Region(layout) => picture.geography.layouts.contains_key(layout),
        TrendsBy::Nothing | TrendsBy::Topic(_) | TrendsBy::OrganisationKind | TrendsBy::Expert | TrendsBy::Became => {
            true
        }
    };
    let chosen = read_filter(errors, "per", A_CHOICE, asked, |asked| {
        known.iter().find(|(value, _, by)| *value == asked && exists(by))
    });
    let chosen = chosen.unwrap_or(&known[0]).clone();
    let offered = known.iter().filter(|(_, _, by)| exists(by)).map(|(value, label, _)| (*value, *label));
    let choices = choices(offered, |value| value == chosen.0);
    let by_label = if chosen.2 == TrendsBy::Nothing { String::new() } else { format!(" en {}", chosen.1) };
    (choices, chosen.2, by_label)
}
