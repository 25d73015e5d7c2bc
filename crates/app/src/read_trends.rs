//! What the country is asking, in figures.

use crate::list_tickets::TicketSearch;
use crate::policy::{self, Action};
use crate::{App, Caller, Desk, Refusal};
use chrono::{Days, NaiveDate, TimeDelta};
use domain::{
    Axis, Complaints, LayoutKey, Metric, Place, PromiseOutcome, RegionRef, TopicKey, amsterdam_day, is_known_day,
    long_day_in_words,
};
use std::collections::{BTreeMap, BTreeSet};
use store::TicketFilter;
use store::counts::PromiseDay;
use store::counts::{DayCount, Key, PromiseRow, Split};
use trends::{Bucket, Measure, Series, WEEKS_NEEDED, median, walk_back};

/// What somebody wants to see.
#[derive(Debug, Clone)]
pub struct TrendsQuery {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// How days are put together.
    pub bucket: Bucket,
    /// What is measured.
    pub measure: Measure,
    /// What it is split by.
    pub by: TrendsBy,
    /// Only these tickets.
    pub filter: TicketSearch,
}

/// What figures are split by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrendsBy {
    /// Not at all.
    Nothing,
    /// By group or by theme.
    Topic(Axis),
    /// By kind of organisation.
    OrganisationKind,
    /// By region of this layout, as it was on the last day of the period or today: a question counts in every region its
    /// place lies in, as in lists and filters.
    Region(LayoutKey),
    /// By expert who has the question now.
    Expert,
}

/// Figures, ready to draw.
#[derive(Debug, Clone)]
pub struct TrendsReport {
    /// Largest first.
    pub series: Vec<NamedSeries>,
    /// Everything together, each question once; none when it is not split.
    pub whole: Option<NamedSeries>,
    /// Topics with more questions in the newest complete week than history explains, most surprising first.
    pub rising: Vec<Rising>,
    /// What is measured and what the split means, in words.
    pub definition: String,
}

/// One line of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedSeries {
    /// Key of the part, empty for the whole.
    pub key: String,
    /// What people read.
    pub label: String,
    /// The figures.
    pub series: Series,
}

/// A rising topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Rising {
    /// Which.
    pub topic: TopicKey,
    /// Observed, expected and how surprising.
    pub rise: trends::Rise,
    /// First day of the week it was observed in.
    pub since: NaiveDate,
}

/// Longest period: more than the desk has existed, and a bound on the work one request can ask for.
const MOST_DAYS: i64 = 3_700;
/// Most points one answer holds, over all series together.
const MOST_BUCKETS: usize = 800;

impl App {
    /// Figures over a period. Every figure is read from the ledger, so that it reconciles with the tickets themselves.
    pub async fn read_trends(&self, caller: &Caller, query: &TrendsQuery) -> Result<TrendsReport, Refusal> {
        policy::check(&caller.actor, Action::ReadTrends)?;
        check_period(query)?;
        let desk = self.desk();
        if let TrendsBy::Region(layout) = &query.by
            && !desk.geography.layouts.contains_key(layout)
        {
            return Err(
                Complaints::one("layout", "UNKNOWN", "Kies een bekende regio-indeling, zoals provincie.").into()
            );
        }
        let day = self.reference_day(Some(query.to));
        let mut filter = self.filter_on(caller, &query.filter, day)?;
        // Figures are of the whole country. Words, or one place, could point at a single question, and then they are of
        // the questions that the reader may know of. A filter without a region is one municipality, with what became part
        // of it.
        let is_one_place = |places: &Vec<_>| places.len() <= 1 || filter.regions.is_empty();
        if filter.text.is_some() || filter.municipalities.as_ref().is_some_and(is_one_place) {
            filter.within = Some(policy::scope(&caller.actor));
        }
        let mut series = self.series(query, &filter, &desk).await?;
        let whole = if query.by == TrendsBy::Nothing {
            None
        } else {
            let whole = TrendsQuery { by: TrendsBy::Nothing, ..query.clone() };
            self.series(&whole, &filter, &desk).await?.pop()
        };
        series.sort_by(|left, right| {
            right.series.total.total_cmp(&left.series.total).then_with(|| left.label.cmp(&right.label))
        });
        let rising = self.rising(&filter).await?;
        let mut definition = definition(query, &filter, day);
        if !rising.is_empty() {
            definition.push_str(
                " Voor wat opvallend stijgt, telt het eerste onderwerp van een vraag: een latere wijziging telt daar niet \
                 mee. Weken zonder vragen ook niet.",
            );
        }
        Ok(TrendsReport { series, whole, rising, definition })
    }

    async fn series(
        &self,
        query: &TrendsQuery,
        filter: &TicketFilter,
        desk: &Desk,
    ) -> Result<Vec<NamedSeries>, Refusal> {
        match query.measure {
            Measure::Received | Measure::Answered | Measure::Reopened => self.counted(query, filter, desk).await,
            Measure::Open => self.open_over_time(query, filter, desk).await,
            Measure::AnsweredInTimeShare | Measure::FirstResponseInTimeShare => self.in_time(query, filter, desk).await,
            Measure::MedianWorkingHoursToFirstResponse | Measure::MedianWorkingDaysToAnswer => {
                self.medians(query, filter, desk).await
            }
        }
    }

    async fn counted(
        &self,
        query: &TrendsQuery,
        filter: &TicketFilter,
        desk: &Desk,
    ) -> Result<Vec<NamedSeries>, Refusal> {
        let split = split_of(&query.by);
        let (from, to) = (query.from, query.to);
        let counts = match query.measure {
            Measure::Answered => store::counts::answered(&self.store, filter, from, to, split).await?,
            Measure::Reopened => store::counts::reopened(&self.store, filter, from, to, split).await?,
            _ => store::counts::received(&self.store, filter, from, to, split).await?,
        };
        Ok(self
            .grouped(query, desk, counts)
            .into_iter()
            .map(|((key, label), days)| NamedSeries {
                key,
                label,
                series: Series::of_counts(days, query.bucket, from, to),
            })
            .collect())
    }

    async fn open_over_time(
        &self,
        query: &TrendsQuery,
        filter: &TicketFilter,
        desk: &Desk,
    ) -> Result<Vec<NamedSeries>, Refusal> {
        let split = split_of(&query.by);
        let today = amsterdam_day(self.clock.now());
        let now = store::counts::open_now(&self.store, filter, split).await?;
        let changes = store::counts::open_changes(&self.store, filter, query.from, split).await?;
        let now = now.into_iter().map(|(key, count)| DayCount { day: today, key, count }).collect();
        let open_now: BTreeMap<_, i64> = self
            .grouped(query, desk, now)
            .into_iter()
            .map(|(name, days)| (name, days.iter().map(|(_, count)| count).sum()))
            .collect();
        let mut changes = self.grouped(query, desk, changes);
        for name in open_now.keys() {
            changes.entry(name.clone()).or_default();
        }
        Ok(changes
            .into_iter()
            .map(|((key, label), days)| {
                let mut by_day = BTreeMap::new();
                for (day, change) in days {
                    *by_day.entry(day).or_insert(0) += change;
                }
                let open = open_now.get(&(key.clone(), label.clone())).copied().unwrap_or(0);
                let series = walk_back(open, &by_day, query.bucket, query.from, query.to, today);
                NamedSeries { key, label, series }
            })
            .collect())
    }

    async fn in_time(
        &self,
        query: &TrendsQuery,
        filter: &TicketFilter,
        desk: &Desk,
    ) -> Result<Vec<NamedSeries>, Refusal> {
        let now = self.clock.now();
        let rows = self.promise_rows(query, filter, PromiseDay::Due).await?;
        // A promise that is still running is neither kept nor broken.
        let settled = rows.into_iter().filter(|row| row.outcome.is_some() || row.due_at < now);
        let mut kept = Vec::new();
        for row in settled {
            let in_time = row.outcome == Some(PromiseOutcome::Kept);
            kept.push((amsterdam_day(row.due_at), row.key, if in_time { 1.0 } else { 0.0 }));
        }
        Ok(self.measured(query, desk, kept, |values| {
            let share = values.iter().sum::<f64>() / values.len() as f64;
            (!values.is_empty()).then_some(share)
        }))
    }

    async fn medians(
        &self,
        query: &TrendsQuery,
        filter: &TicketFilter,
        desk: &Desk,
    ) -> Result<Vec<NamedSeries>, Refusal> {
        let rows = self.promise_rows(query, filter, PromiseDay::Met).await?;
        let values = rows
            .into_iter()
            .filter_map(|row| {
                let met = row.met_at?;
                Some((amsterdam_day(met), self.working_time(query.measure, &row, met), row.key))
            })
            .map(|(day, value, key)| (day, key, value))
            .collect();
        Ok(self.measured(query, desk, values, median))
    }

    /// Working hours or working days from receipt until the promise was kept, waiting left out.
    fn working_time(&self, measure: Measure, row: &PromiseRow, met: chrono::DateTime<chrono::Utc>) -> f64 {
        let calendar = &self.desk().promises.calendar;
        let mut time = sla::elapsed(row.received_at, met, calendar);
        for wait in &row.waits {
            let until = wait.to.unwrap_or(met).min(met);
            time.opening -= sla::elapsed(wait.from.max(row.received_at), until, calendar).opening;
        }
        time.opening = time.opening.max(TimeDelta::zero());
        if measure == Measure::MedianWorkingDaysToAnswer { time.working_days() } else { time.hours() }
    }

    async fn promise_rows(
        &self,
        query: &TrendsQuery,
        filter: &TicketFilter,
        by: PromiseDay,
    ) -> Result<Vec<PromiseRow>, Refusal> {
        let metric = match query.measure {
            Measure::FirstResponseInTimeShare | Measure::MedianWorkingHoursToFirstResponse => Metric::FirstResponse,
            _ => Metric::Answer,
        };
        let split = split_of(&query.by);
        Ok(store::counts::promises(&self.store, filter, metric, query.from, query.to, split, by).await?)
    }

    /// Single values put into buckets, each bucket measured as a whole.
    fn measured(
        &self,
        query: &TrendsQuery,
        desk: &Desk,
        values: Vec<(NaiveDate, Key, f64)>,
        measure: impl Fn(&mut [f64]) -> Option<f64>,
    ) -> Vec<NamedSeries> {
        let mut parts: BTreeMap<(String, String), Vec<(NaiveDate, f64)>> = BTreeMap::new();
        for (day, key, value) in values {
            for part in self.parts(query, desk, &key) {
                parts.entry(part).or_default().push((day, value));
            }
        }
        if parts.is_empty() && query.by == TrendsBy::Nothing {
            parts.extend(self.parts(query, desk, &Key::All).into_iter().map(|part| (part, Vec::new())));
        }
        parts
            .into_iter()
            .map(|((key, label), values)| {
                let series = Series::of_values(values, query.bucket, query.from, query.to, &measure);
                NamedSeries { key, label, series }
            })
            .collect()
    }

    fn grouped(
        &self,
        query: &TrendsQuery,
        desk: &Desk,
        counts: Vec<DayCount>,
    ) -> BTreeMap<(String, String), Vec<(NaiveDate, i64)>> {
        let mut parts: BTreeMap<(String, String), Vec<(NaiveDate, i64)>> = BTreeMap::new();
        if query.by == TrendsBy::Nothing {
            parts.extend(self.parts(query, desk, &Key::All).into_iter().map(|part| (part, Vec::new())));
        }
        for count in counts {
            for part in self.parts(query, desk, &count.key) {
                parts.entry(part).or_default().push((count.day, count.count));
            }
        }
        parts
    }

    /// Keys and labels of the parts that a value counts in: a place may lie in two regions of a layout.
    fn parts(&self, query: &TrendsQuery, desk: &Desk, key: &Key) -> Vec<(String, String)> {
        let part = match key {
            Key::All => (String::new(), "Alle vragen".to_owned()),
            Key::Topic(topic) => (topic.0.clone(), desk.taxonomy.label(topic).to_owned()),
            Key::OrganisationKind(kind) => (kind.as_str().to_owned(), kind.label().to_owned()),
            Key::Expert(Some(expert)) => (expert.to_string(), desk.name(*expert).to_owned()),
            Key::Expert(None) => (String::new(), "Nog niet toegewezen".to_owned()),
            Key::Place(place) => return regions_of(query, desk, place, self.reference_day(Some(query.to))),
        };
        vec![part]
    }

    /// Topics that rise, judged over the last complete weeks whatever period was asked for, by what questions were about at
    /// first: nothing rises because somebody looked at old questions again.
    async fn rising(&self, filter: &TicketFilter) -> Result<Vec<Rising>, Refusal> {
        let this_week = Bucket::Week.start(amsterdam_day(self.clock.now()));
        let last = this_week - Days::new(1);
        let first = this_week - Days::new(7 * 29);
        let mut filter = filter.clone();
        filter.received_from = None;
        filter.received_to = None;
        let all = store::counts::received(&self.store, &filter, first, last, Split::None).await?;
        let all = weekly(&all, first, last);
        if all.iter().filter(|&&count| count > 0).count() < WEEKS_NEEDED {
            return Ok(Vec::new());
        }
        let mut rising = Vec::new();
        for axis in [Axis::Group, Axis::Theme] {
            let counts = store::counts::received_by_first_topic(&self.store, &filter, first, last, axis).await?;
            let mut by_topic: BTreeMap<TopicKey, Vec<DayCount>> = BTreeMap::new();
            for count in counts {
                if let Key::Topic(topic) = &count.key {
                    by_topic.entry(topic.clone()).or_default().push(count);
                }
            }
            for (topic, counts) in by_topic {
                if let Some(rise) = trends::rise(&weekly(&counts, first, last), &all) {
                    rising.push(Rising { topic, rise, since: this_week - Days::new(7) });
                }
            }
        }
        rising.sort_by(|left, right| right.rise.surprise.total_cmp(&left.rise.surprise));
        Ok(rising)
    }
}

fn check_period(query: &TrendsQuery) -> Result<(), Refusal> {
    let mut complaints = Complaints::default();
    if !(is_known_day(query.from) && is_known_day(query.to)) {
        let path = if is_known_day(query.from) { "to" } else { "from" };
        complaints.add(path, "OUT_OF_RANGE", "Kies een dag in deze eeuw.");
    } else if query.to < query.from {
        complaints.add("to", "OUT_OF_RANGE", "De einddatum ligt voor de begindatum.");
    } else if (query.to - query.from).num_days() > MOST_DAYS {
        complaints.add("to", "OUT_OF_RANGE", "Kies een periode van hoogstens tien jaar.");
    } else if query.bucket.starts(query.from, query.to).len() > MOST_BUCKETS {
        complaints.add(
            "bucket",
            "OUT_OF_RANGE",
            "Deze periode heeft te veel stappen. Kies bijvoorbeeld weken of maanden.",
        );
    }
    Ok(complaints.or(|| ())?)
}

fn split_of(by: &TrendsBy) -> Split {
    match by {
        TrendsBy::Nothing => Split::None,
        TrendsBy::Topic(axis) => Split::Topic(*axis),
        TrendsBy::OrganisationKind => Split::OrganisationKind,
        TrendsBy::Region(_) => Split::Place,
        TrendsBy::Expert => Split::Expert,
    }
}

/// The regions of the layout that a place lies in on that day: the same that a filter or a list takes it to be in.
fn regions_of(query: &TrendsQuery, desk: &Desk, place: &Place, day: NaiveDate) -> Vec<(String, String)> {
    let TrendsBy::Region(layout) = &query.by else { return Vec::new() };
    let regions: BTreeSet<RegionRef> = desk
        .geography
        .regions_of(place, day)
        .into_iter()
        .map(|(region, _)| region)
        .filter(|region| region.layout == *layout)
        .collect();
    if regions.is_empty() {
        return vec![(String::new(), "Niet in een regio".to_owned())];
    }
    let named = |region: &RegionRef| (region.code.clone(), desk.geography.region_name(region).to_owned());
    regions.iter().map(named).collect()
}

/// How a place counts that no longer exists.
const MERGED: &str = "Een gemeente die toen was opgegaan in een andere, telt bij die andere.";

/// What the measure means, and what the reader must know to add up the parts.
fn definition(query: &TrendsQuery, filter: &TicketFilter, day: NaiveDate) -> String {
    let mut words = vec![query.measure.definition().to_owned()];
    let overlap = "Tel de delen daarom niet op: in het totaal telt elke vraag één keer.";
    match &query.by {
        TrendsBy::Region(_) => words.push(format!(
            "Een vraag telt in elke regio waar haar plaats in ligt volgens de indeling van {}. {MERGED} Regio's kunnen \
             elkaar overlappen. {overlap}",
            long_day_in_words(day)
        )),
        TrendsBy::Topic(_) => words.push(format!("Een vraag kan onder meer onderwerpen tellen. {overlap}")),
        TrendsBy::Expert => words.push("Een vraag telt bij wie haar nu heeft.".to_owned()),
        TrendsBy::Nothing | TrendsBy::OrganisationKind => {}
    }
    if query.filter.region.is_some() && !matches!(query.by, TrendsBy::Region(_)) {
        words.push(format!(
            "Een vraag hoort bij elke regio waar haar plaats in ligt volgens de indeling van {}. {MERGED}",
            long_day_in_words(day)
        ));
    }
    if filter.within.is_some() {
        words.push("Dit zijn alleen de vragen die u mag zien.".to_owned());
    }
    words.join(" ")
}

fn weekly(counts: &[DayCount], first: NaiveDate, last: NaiveDate) -> Vec<u32> {
    let days = counts.iter().map(|count| (count.day, count.count));
    let series = Series::of_counts(days, Bucket::Week, first, last);
    series.points.iter().map(|point| point.value.unwrap_or(0.0) as u32).collect()
}
