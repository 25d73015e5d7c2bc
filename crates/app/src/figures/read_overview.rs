//! How the desk is doing, on one page (dashboard): everything of the desk as a whole, nothing of anybody by name.

use crate::figures::coverage::thin;
use crate::figures::overview::{AgeBand, Compared, Overview, PromisesKept, Took};
use crate::figures::read_trends::too_long;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use chrono::{Days, NaiveDate};
use domain::{Became, FactKind, Part, Split, amsterdam_day};
use std::collections::BTreeMap;
use store::{Figures, TicketFilter};
use trends::{Bucket, Gather, Keep, Sieve, Spread, Tally};

/// How many whole weeks a period is: a quarter.
const WEEKS: usize = 13;
/// From how many days on an open question is of the next age.
const AGES: [i64; 5] = [0, 7, 14, 28, 56];
/// How many notes with topics that rose before are shown.
const NOTES: usize = 10;
/// What nine of ten answers do not exceed.
const MOST_PERCENT: u32 = 90;

impl App {
    /// The overview of the last whole weeks beside as many before. Some twenty statements, whatever there is.
    pub async fn read_overview(&self, caller: &Caller) -> Result<Overview, Refusal> {
        policy::check(&caller.actor, Action::ReadTrends)?;
        let _turn = self.turn().await?;
        let reads = self.store.figures().await?;
        self.overview(&reads).await.map_err(too_long)
    }

    async fn overview(&self, reads: &Figures) -> Result<Overview, Refusal> {
        let picture = self.picture();
        let today = amsterdam_day(self.clock.now());
        let this_week = Bucket::Week.start(today);
        let quarter = Days::new(7 * WEEKS as u64);
        let span = Span { begins: this_week - quarter - quarter, turns: this_week - quarter, ends: this_week };
        let kept = |tally: Tally| PromisesKept { promised: tally.count, kept: tally.sum };
        let took = |spread: Spread| Took {
            answers: spread.many(),
            middle: spread.middle(),
            most: spread.percentile(MOST_PERCENT),
        };
        let received = self.compared::<Tally>(reads, FactKind::Received, &span).await?.map(|tally| tally.sum);
        let reactions = self.compared::<Tally>(reads, FactKind::ReactionDue, &span).await?.map(kept);
        let answers = self.compared::<Tally>(reads, FactKind::AnswerDue, &span).await?.map(kept);
        let took = self.compared::<Spread>(reads, FactKind::AnswerMet, &span).await?.map(took);
        let became = self.outcomes(reads, FactKind::AnswerBecame, &span, &Became::OF_PROMISES).await?;
        let judged = self.outcomes(reads, FactKind::AnswerJudged, &span, &Became::OF_ANSWERS).await?;
        let reopened = self.compared::<Tally>(reads, FactKind::Reopened, &span).await?.map(|tally| tally.sum);
        let backlog = self.open_by_age(reads, today, today - quarter).await?;
        let rising = self.rising(reads, &TicketFilter::default(), None).await?;
        let mut earlier_notes = self.rise_notes(reads).await?;
        earlier_notes.retain(|note| !rising.iter().any(|rising| rising.topic == note.topic));
        earlier_notes.truncate(NOTES);
        let sum = |of: fn(&AgeBand) -> i64| backlog.iter().map(of).sum();
        Ok(Overview {
            period: (span.turns, span.ends - Days::new(1)),
            before: (span.begins, span.turns - Days::new(1)),
            weeks: WEEKS,
            received,
            open: Compared { now: sum(|band| band.open.now), before: sum(|band| band.open.before) },
            backlog,
            reactions,
            answers,
            became,
            judged,
            reopened,
            took,
            usual_day: picture.promises.calendar.usual_day().as_seconds_f64() / 60.0,
            rising,
            earlier_notes,
            thin: thin(&picture, today),
        })
    }

    /// What both periods come to, gathered by week: weeks that did not change are not gone through again.
    async fn compared<G: Keep + Send + Sync>(
        &self,
        reads: &Figures,
        kind: FactKind,
        span: &Span,
    ) -> Result<Compared<G>, Refusal> {
        let period = (span.begins, span.ends - Days::new(1), Bucket::Week);
        let gathered = self.gather::<G>(reads, kind, period, &Sieve::default(), Split::None).await?;
        let mut compared = Compared::<G>::default();
        for (week, inside) in &gathered.whole {
            if *week < span.turns { &mut compared.before } else { &mut compared.now }.merge(inside);
        }
        Ok(compared)
    }

    /// What became of everything that both periods count, in this order.
    async fn outcomes(
        &self,
        reads: &Figures,
        kind: FactKind,
        span: &Span,
        of: &[Became],
    ) -> Result<Vec<(Became, Compared<i64>)>, Refusal> {
        let period = (span.begins, span.ends - Days::new(1), Bucket::Week);
        let gathered = self.gather::<Tally>(reads, kind, period, &Sieve::default(), Split::Became).await?;
        let outcome = |became: &Became| {
            let mut compared = Compared::default();
            for (week, tally) in gathered.parts.get(&Part::Became(*became)).into_iter().flatten() {
                *if *week < span.turns { &mut compared.before } else { &mut compared.now } += tally.count;
            }
            (*became, compared)
        };
        Ok(of.iter().map(outcome).collect())
    }

    /// What is open today by its age, and what was at the end of that earlier day: today's without what changed since.
    async fn open_by_age(
        &self,
        reads: &Figures,
        today: NaiveDate,
        earlier: NaiveDate,
    ) -> Result<Vec<AgeBand>, Refusal> {
        let open: BTreeMap<NaiveDate, i64> = store::counts::open_by_receipt(reads).await?.into_iter().collect();
        let mut open_before = open.clone();
        let days = self.days(reads, FactKind::OpenChange, earlier + Days::new(1), today).await?;
        self.visit(reads, FactKind::OpenChange, &days, |_, facts, _| {
            for (received, change) in facts.by_receipt() {
                *open_before.entry(received).or_default() -= change;
            }
        })
        .await?;
        let bands = AGES.iter().enumerate().map(|(at, from)| {
            let below = AGES.get(at + 1).copied();
            let inside = |open: &BTreeMap<NaiveDate, i64>, on: NaiveDate| {
                let is_inside = |received: NaiveDate| {
                    let age = (on - received).num_days().max(0);
                    age >= *from && below.is_none_or(|below| age < below)
                };
                open.iter().filter(|(received, _)| is_inside(**received)).map(|(_, count)| count).sum()
            };
            AgeBand {
                from: *from,
                below,
                open: Compared { now: inside(&open, today), before: inside(&open_before, earlier) },
            }
        });
        Ok(bands.collect())
    }
}

/// Two periods that follow each other: first days of the earlier one, of the later one, and of what comes after.
struct Span {
    begins: NaiveDate,
    turns: NaiveDate,
    ends: NaiveDate,
}

impl<T> Compared<T> {
    fn map<U>(self, of: impl Fn(T) -> U) -> Compared<U> {
        Compared { now: of(self.now), before: of(self.before) }
    }
}
