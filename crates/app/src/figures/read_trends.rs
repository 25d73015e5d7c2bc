//! What the country is asking, in figures.

use crate::figures::definition::definition;
use crate::figures::gather::{Buckets, Name, named};
use crate::figures::parts::{names_of, split_of};
use crate::figures::report::{NamedSeries, TrendsBy, TrendsQuery, TrendsReport, check_period};
use crate::policy::{self, Action};
use crate::refusal::Limit;
use crate::{App, Caller, Picture, Refusal};
use chrono::NaiveDate;
use domain::{Complaints, FactKind, Part, PersonId, Split, amsterdam_day};
use std::collections::BTreeMap;
use std::time::Duration;
use store::{Figures, TicketFilter, Trouble};
use tokio::sync::SemaphorePermit;
use trends::{Bucket, Keep, Measure, Series, Sieve, Spread, Tally, Waits, walk_back};

/// So long somebody waits for others who look at figures.
const PATIENCE: Duration = Duration::from_secs(4);
/// After so long it may be tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// The picture, and how its lines are made.
struct Canvas<'a> {
    query: &'a TrendsQuery,
    picture: &'a Picture,
    /// Whose regions count.
    day: NaiveDate,
    reads: &'a Figures,
    filter: &'a TicketFilter,
    sieve: Sieve,
}

/// Lines by part, and the whole where there are parts.
type Lines = (Vec<NamedSeries>, Option<NamedSeries>);

impl App {
    /// Figures over a period, of the facts of its days: as exact as the ledger and the tickets, also in the moment after a verb.
    pub async fn read_trends(&self, caller: &Caller, query: &TrendsQuery) -> Result<TrendsReport, Refusal> {
        let (day, filter) = self.asked_for(caller, query)?;
        let picture = self.picture();
        let _turn = self.turn().await?;
        let reads = self.store.figures().await?;
        let drawn = self.draw(query, &filter, &picture, day, &reads);
        let (mut series, whole) = drawn.await.map_err(too_long)?;
        let drawn = series.len();
        if query.by == TrendsBy::Expert {
            series.retain(|line| line.key.parse().map_or(true, |expert| shows(caller, query.measure, expert)));
        }
        let hides = series.len() < drawn;
        series.sort_by(|left, right| {
            let by_total = right.series.total.total_cmp(&left.series.total);
            // Where more is better, the worst is the smallest.
            let by_total = if query.measure.is_share() { by_total.reverse() } else { by_total };
            by_total.then_with(|| left.label.cmp(&right.label))
        });
        let rising = self.rising(&reads, &filter).await.map_err(too_long)?;
        let mut definition = definition(query, &filter, day);
        if hides {
            definition
                .push_str(" Hoe snel een collega is, ziet alleen een programmaleider. Uw eigen cijfers ziet u wel.");
        }
        Ok(TrendsReport { series, whole, rising, definition })
    }

    /// Whose regions count, and which questions: what may not be asked, or is not known, is refused.
    pub(crate) fn asked_for(&self, caller: &Caller, query: &TrendsQuery) -> Result<(NaiveDate, TicketFilter), Refusal> {
        policy::check(&caller.actor, Action::ReadTrends)?;
        check_period(query)?;
        if let TrendsBy::Region(layout) = &query.by
            && !self.picture().geography.layouts.contains_key(layout)
        {
            return Err(
                Complaints::one("layout", "UNKNOWN", "Kies een bekende regio-indeling, zoals provincie.").into()
            );
        }
        let day = self.reference_day(Some(query.to));
        let mut filter = self.filter_on(caller, &query.filter, day)?;
        // Figures are of the whole country. Words, one place or one organisation could point at a single question, and then
        // they are of the questions that the reader may know of. A filter without a region is one municipality, with what
        // became part of it.
        let is_one_place = |places: &Vec<_>| places.len() <= 1 || filter.regions.is_empty();
        let is_one = filter.text.is_some() || filter.organisation.is_some();
        if is_one || filter.municipalities.as_ref().is_some_and(is_one_place) {
            filter.within = Some(policy::scope(&caller.actor));
        }
        // Of one expert everything together would be theirs.
        if let Some(expert) = filter.assignee {
            allowed(shows(caller, query.measure, expert))?;
        }
        Ok((day, filter))
    }

    /// Two at once: whoever comes after that waits, and is refused before others have to wait for connections.
    pub(crate) async fn turn(&self) -> Result<SemaphorePermit<'_>, Refusal> {
        match tokio::time::timeout(PATIENCE, self.figure_turns.acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) | Err(_) => Err(Refusal::Limited(Limit::Figures, AGAIN)),
        }
    }

    async fn draw(
        &self,
        query: &TrendsQuery,
        filter: &TicketFilter,
        picture: &Picture,
        day: NaiveDate,
        reads: &Figures,
    ) -> Result<Lines, Refusal> {
        let received = (query.measure == Measure::Received).then_some((query.from, query.to));
        let sieve = self.sieve(reads, filter, received).await?;
        let canvas = Canvas { query, picture, day, reads, filter, sieve };
        let count = |tally: &Tally| Some(tally.sum as f64);
        let share = |tally: &Tally| (tally.count > 0).then(|| tally.sum as f64 / tally.count as f64);
        let usual_day = picture.promises.calendar.usual_day().as_seconds_f64() / 60.0;
        let median = |minutes: f64| move |worked: &Spread| worked.middle().map(|middle| middle / minutes);
        let kind = fact_kind(query.measure);
        match query.measure {
            Measure::Received
            | Measure::Answered
            | Measure::Reopened
            | Measure::ClosedUnanswered
            | Measure::Referred => self.lines(&canvas, kind, count).await,
            Measure::Open => self.open_over_time(&canvas).await,
            Measure::AnsweredInTimeShare | Measure::FirstResponseInTimeShare => self.lines(&canvas, kind, share).await,
            Measure::MedianWorkingHoursToFirstResponse => self.lines(&canvas, kind, median(60.0)).await,
            Measure::MedianWorkingDaysToAnswer => self.lines(&canvas, kind, median(usual_day)).await,
            Measure::MedianCalendarDaysToAnswer => self.lines(&canvas, kind, |waits: &Waits| waits.0.middle()).await,
        }
    }

    /// What was gathered in each bucket, measured.
    async fn lines<G: Keep + Send + Sync>(
        &self,
        canvas: &Canvas<'_>,
        kind: FactKind,
        measure: impl Fn(&G) -> Option<f64> + Copy + Send,
    ) -> Result<Lines, Refusal> {
        let TrendsQuery { from, to, bucket, by, .. } = canvas.query;
        let period = (*from, *to, *bucket);
        let gathered = self.gather(canvas.reads, kind, period, &canvas.sieve, split_of(by)).await?;
        let line = |(key, label): Name, buckets: &Buckets<G>| NamedSeries {
            key,
            label,
            series: Series::of_gathered(buckets, *bucket, *from, *to, measure),
        };
        Ok(canvas.lines(line(canvas.whole(), &gathered.whole), || {
            let parts = named(by, canvas.picture, canvas.day, gathered.parts);
            parts.into_iter().map(|(name, buckets)| line(name, &buckets)).collect()
        }))
    }

    /// How many are open now, walked back over what changed since.
    async fn open_over_time(&self, canvas: &Canvas<'_>) -> Result<Lines, Refusal> {
        let TrendsQuery { from, to, bucket, by, .. } = canvas.query;
        let today = amsterdam_day(self.clock.now());
        let since = (*from, today, Bucket::Day);
        let gathered =
            self.gather::<Tally>(canvas.reads, FactKind::OpenChange, since, &canvas.sieve, split_of(by)).await?;
        let line = |(key, label): Name, open: i64, changes: &Buckets<Tally>| {
            let changes = changes.iter().map(|(day, change)| (*day, change.sum)).collect();
            NamedSeries { key, label, series: walk_back(open, &changes, *bucket, *from, *to, today) }
        };
        let now = store::counts::open_now(canvas.reads, canvas.filter, Split::None).await?;
        let whole = line(canvas.whole(), now.iter().map(|(_, count)| count).sum(), &gathered.whole);
        let mut open: BTreeMap<Name, i64> = BTreeMap::new();
        let mut parts = named(by, canvas.picture, canvas.day, gathered.parts);
        if *by != TrendsBy::Nothing {
            for (part, count) in store::counts::open_now(canvas.reads, canvas.filter, split_of(by)).await? {
                for name in names_of(by, canvas.picture, canvas.day, &part) {
                    parts.entry(name.clone()).or_default();
                    *open.entry(name).or_default() += count;
                }
            }
        }
        Ok(canvas.lines(whole, || {
            let line = |(name, changes): (Name, Buckets<Tally>)| {
                let open = open.get(&name).copied().unwrap_or(0);
                line(name, open, &changes)
            };
            parts.into_iter().map(line).collect()
        }))
    }
}

impl Canvas<'_> {
    /// What the whole is called.
    fn whole(&self) -> Name {
        names_of(&self.query.by, self.picture, self.day, &Part::All).pop().unwrap_or_default()
    }

    /// The whole stands beside its parts, or alone.
    fn lines(&self, whole: NamedSeries, parts: impl FnOnce() -> Vec<NamedSeries>) -> Lines {
        if self.query.by == TrendsBy::Nothing { (vec![whole], None) } else { (parts(), Some(whole)) }
    }
}

/// The facts that a measure is made of.
pub(crate) fn fact_kind(measure: Measure) -> FactKind {
    match measure {
        Measure::Received => FactKind::Received,
        Measure::Answered | Measure::MedianCalendarDaysToAnswer => FactKind::Answered,
        Measure::Reopened => FactKind::Reopened,
        Measure::ClosedUnanswered => FactKind::ClosedUnanswered,
        Measure::Referred => FactKind::Referred,
        Measure::Open => FactKind::OpenChange,
        Measure::AnsweredInTimeShare => FactKind::AnswerDue,
        Measure::FirstResponseInTimeShare => FactKind::ReactionDue,
        Measure::MedianWorkingHoursToFirstResponse => FactKind::ReactionMet,
        Measure::MedianWorkingDaysToAnswer => FactKind::AnswerMet,
    }
}

/// May what is measured be told of this expert?
pub(crate) fn shows(caller: &Caller, measure: Measure, expert: PersonId) -> bool {
    !measure.is_of_timeliness() || policy::check(&caller.actor, Action::ReadTimeliness(expert)).is_ok()
}

pub(crate) fn allowed(may: bool) -> Result<(), Refusal> {
    if may { Ok(()) } else { Err(Refusal::Forbidden) }
}

/// Figures have a time limit of their own: what takes longer is refused in words of its own.
pub(crate) fn too_long(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Unavailable(why) if why.trouble == Trouble::Busy => {
            tracing::warn!(detail = why.detail, "figures took too long");
            Refusal::Limited(Limit::Figures, AGAIN)
        }
        other => other,
    }
}
