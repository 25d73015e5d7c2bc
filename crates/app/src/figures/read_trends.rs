//! What the country is asking, in figures.

use crate::figures::as_of::{AsOf, earlier_day};
use crate::figures::definition::definition;
use crate::figures::gather::{Buckets, Name, named};
use crate::figures::parts::{names_of, split_of};
use crate::figures::report::{NamedSeries, Rising, TrendsBy, TrendsQuery, TrendsReport, check_period};
use crate::policy::{self, Action};
use crate::refusal::Limit;
use crate::{App, Caller, Picture, Refusal};
use chrono::NaiveDate;
use domain::{Complaints, FactKind, Part, PersonId, Split, amsterdam_day};
use std::collections::BTreeMap;
use std::time::Duration;
use store::{Figures, Reads, TicketFilter, Trouble};
use tokio::sync::SemaphorePermit;
use trends::{Bucket, DayFacts, Keep, Measure, Series, Sieve, Spread, Tally, Waits, walk_back};

/// So long somebody waits for others who look at figures.
const PATIENCE: Duration = Duration::from_secs(4);
/// After so long it may be tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// The picture, and how its lines are made.
struct Canvas<'a, R> {
    query: &'a TrendsQuery,
    picture: &'a Picture,
    /// Whose regions count.
    day: NaiveDate,
    reads: &'a R,
    filter: &'a TicketFilter,
    sieve: Sieve,
    /// None: as it is now.
    as_of: Option<&'a AsOf>,
}

/// Lines by part, and the whole where there are parts.
type Lines = (Vec<NamedSeries>, Option<NamedSeries>);

/// What is asked for: of which questions, and whose regions count.
type Asked<'a> = (&'a TrendsQuery, &'a TicketFilter, NaiveDate);

/// What was drawn, in no order yet.
struct Drawn {
    lines: Lines,
    rising: Vec<Rising>,
    definition: String,
}

impl App {
    /// Figures over a period, of the facts of its days: as exact as the ledger and the tickets, also in the moment after a verb.
    pub async fn read_trends(&self, caller: &Caller, query: &TrendsQuery) -> Result<TrendsReport, Refusal> {
        let (day, filter) = self.asked_for(caller, query)?;
        let picture = self.picture();
        let earlier = earlier_day(query, amsterdam_day(self.clock.now()))?;
        let _turn = self.turn().await?;
        let reads = self.store.figures().await?;
        let asked = (query, &filter, day);
        let Drawn { lines: (mut series, whole), rising, mut definition } = match earlier {
            None => self.draw(asked, &picture, &reads, None).await.map_err(too_long)?,
            Some(earlier) => self.draw_then(asked, &picture, &reads, earlier).await.map_err(too_long)?,
        };
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
        if hides {
            definition
                .push_str(" Hoe snel of hoe goed een collega antwoordt, ziet alleen een programmaleider. Uw eigen cijfers ziet u wel.");
        }
        let regions = match &query.by {
            TrendsBy::Region(layout) => {
                Some(picture.geography.layout_on(layout, day, filter.municipalities.as_deref()))
            }
            _ => None,
        };
        Ok(TrendsReport { series, whole, rising, definition, regions })
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
        if query.by == TrendsBy::Became && !query.measure.says_what_became() {
            let why = "Wat ervan kwam, is alleen bekend van beloofde antwoorden en van wat vraagstellers van antwoorden \
                       zeggen. Kies een van die cijfers, of verdeel anders.";
            return Err(Complaints::one("by", "INVALID", why).into());
        }
        let earlier = earlier_day(query, amsterdam_day(self.clock.now()))?;
        let last = earlier.map_or(query.to, |day| day.min(query.to));
        let day = self.reference_day(&query.filter, Some(last));
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

    /// The same at the end of an earlier day: all of it is read at one moment, so that what is undone is what was done.
    async fn draw_then(
        &self,
        asked: Asked<'_>,
        picture: &Picture,
        reads: &Figures,
        earlier: NaiveDate,
    ) -> Result<Drawn, Refusal> {
        let seen = reads.at_one_moment().await?;
        let as_of = self.as_of(&seen, earlier).await?;
        let drawn = self.draw(asked, picture, &seen, Some(&as_of)).await?;
        seen.end().await?;
        Ok(drawn)
    }

    async fn draw(
        &self,
        (query, filter, day): Asked<'_>,
        picture: &Picture,
        reads: &impl Reads,
        as_of: Option<&AsOf>,
    ) -> Result<Drawn, Refusal> {
        let received = (query.measure == Measure::Received).then_some((query.from, query.to));
        let sieve = match as_of {
            Some(_) => self.sieve_then(reads, filter).await?,
            None => self.sieve(reads, filter, received).await?,
        };
        let canvas = Canvas { query, picture, day, reads, filter, sieve, as_of };
        let count = |tally: &Tally| Some(tally.sum as f64);
        let many = |tally: &Tally| Some(tally.count as f64);
        let share = |tally: &Tally| (tally.count > 0).then(|| tally.sum as f64 / tally.count as f64);
        let rules = as_of.map_or(&picture.promises, |as_of| &as_of.rules);
        let usual_day = rules.calendar.usual_day().as_seconds_f64() / 60.0;
        let median = |minutes: f64| move |worked: &Spread| worked.middle().map(|middle| middle / minutes);
        let kind = fact_kind(query.measure);
        let lines = match query.measure {
            Measure::Received
            | Measure::Answered
            | Measure::Reopened
            | Measure::ClosedUnanswered
            | Measure::Referred => self.lines(&canvas, kind, count).await,
            Measure::Open => self.open_over_time(&canvas).await,
            Measure::AnswersPromised | Measure::AnswersJudged => self.lines(&canvas, kind, many).await,
            Measure::AnsweredInTimeShare | Measure::FirstResponseInTimeShare => self.lines(&canvas, kind, share).await,
            Measure::MedianWorkingHoursToFirstResponse => self.lines(&canvas, kind, median(60.0)).await,
            Measure::MedianWorkingDaysToAnswer => self.lines(&canvas, kind, median(usual_day)).await,
            Measure::MedianCalendarDaysToAnswer => self.lines(&canvas, kind, |waits: &Waits| waits.0.middle()).await,
        }?;
        let rising = self.rising(reads, filter, as_of).await?;
        // Of an earlier day that is not known.
        let about_several = match (&query.by, &query.filter.region, as_of) {
            (TrendsBy::Region(_), _, None) | (_, Some(_), None) => {
                let received = (query.from, query.to);
                Some(store::counts::about_several_places(reads, &within(filter, received)).await?)
            }
            _ => None,
        };
        Ok(Drawn { lines, rising, definition: definition(query, filter, picture, (day, about_several), as_of) })
    }

    /// What was gathered in each bucket, measured.
    async fn lines<G: Keep + Send + Sync>(
        &self,
        canvas: &Canvas<'_, impl Reads>,
        kind: FactKind,
        measure: impl Fn(&G) -> Option<f64> + Copy + Send,
    ) -> Result<Lines, Refusal> {
        let TrendsQuery { from, to, bucket, by, .. } = canvas.query;
        let days = self.days_of(canvas.reads, canvas.as_of, kind, (*from, *to)).await?;
        let gathered = self.gather_days(canvas.reads, kind, (&days, *bucket), &canvas.sieve, split_of(by)).await?;
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

    /// How many are open now, or were at the end of an earlier day, walked back over what changed since.
    async fn open_over_time(&self, canvas: &Canvas<'_, impl Reads>) -> Result<Lines, Refusal> {
        let TrendsQuery { from, to, bucket, by, .. } = canvas.query;
        let (reads, kind, split) = (canvas.reads, FactKind::OpenChange, split_of(by));
        let today = canvas.as_of.map_or_else(|| amsterdam_day(self.clock.now()), |as_of| as_of.day);
        let open_then = match canvas.as_of {
            Some(as_of) => Some(self.open_then(reads, as_of).await?),
            None => None,
        };
        let days = self.days_of(reads, canvas.as_of, kind, (*from, today)).await?;
        let gathered = self.gather_days::<Tally>(reads, kind, (&days, Bucket::Day), &canvas.sieve, split).await?;
        let line = |(key, label): Name, open: i64, changes: &Buckets<Tally>| {
            let changes = changes.iter().map(|(day, change)| (*day, change.sum)).collect();
            NamedSeries { key, label, series: walk_back(open, &changes, *bucket, *from, *to, today) }
        };
        let now = canvas.open(open_then.as_ref(), Split::None).await?;
        let whole = line(canvas.whole(), now.iter().map(|(_, count)| count).sum(), &gathered.whole);
        let mut open: BTreeMap<Name, i64> = BTreeMap::new();
        let mut parts = named(by, canvas.picture, canvas.day, gathered.parts);
        if *by != TrendsBy::Nothing {
            for (part, count) in canvas.open(open_then.as_ref(), split).await? {
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

impl<R: Reads> Canvas<'_, R> {
    /// What the whole is called.
    fn whole(&self) -> Name {
        names_of(&self.query.by, self.picture, self.day, &Part::All).pop().unwrap_or_default()
    }

    /// How many are open now, or were then, by part; parts in which none are, are not among them.
    async fn open(&self, then: Option<&DayFacts>, split: Split) -> Result<Vec<(Part, i64)>, Refusal> {
        let Some(then) = then else { return Ok(store::counts::open_now(self.reads, self.filter, split).await?) };
        let parts = then.gather::<Tally>(self.query.to, &self.sieve, split).into_iter();
        Ok(parts.map(|(part, tally)| (part, tally.sum)).filter(|(_, open)| *open != 0).collect())
    }

    /// The whole stands beside its parts, or alone.
    fn lines(&self, whole: NamedSeries, parts: impl FnOnce() -> Vec<NamedSeries>) -> Lines {
        if self.query.by == TrendsBy::Nothing { (vec![whole], None) } else { (parts(), Some(whole)) }
    }
}

/// Of these questions, those that came in on these days.
fn within(filter: &TicketFilter, (first, last): (NaiveDate, NaiveDate)) -> TicketFilter {
    TicketFilter {
        received_from: Some(filter.received_from.map_or(first, |from| from.max(first))),
        received_to: Some(filter.received_to.map_or(last, |to| to.min(last))),
        ..filter.clone()
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
        Measure::AnswersPromised => FactKind::AnswerBecame,
        Measure::AnswersJudged => FactKind::AnswerJudged,
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
