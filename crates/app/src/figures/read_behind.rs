//! The questions behind a figure (drill-down): exactly those that it counts, as far as the reader may know of them.

use crate::figures::parts::{names_of, split_of};
use crate::figures::read_trends::{allowed, fact_kind, shows, too_long};
use crate::figures::report::{TrendsBy, TrendsQuery};
use crate::policy;
use crate::{App, Caller, Picture, Refusal};
use chrono::{Days, NaiveDate};
use domain::{Complaints, FactKind, Part, Split, Ticket, TicketId, amsterdam_day};
use store::{Figures, TicketFilter};
use trends::{Gather, Measure, Numbers};

/// Rows on a page.
const ROWS: u32 = 25;

/// One figure of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FigureAt {
    /// The key of its row; none where everything is together.
    pub part: Option<String>,
    /// A day of its step; none for the whole period.
    pub step: Option<NaiveDate>,
}

/// What stands behind it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Behind {
    /// What its row is called, if anything stands behind it.
    pub part: Option<String>,
    /// How often something counts in it: the figure itself, or what a share or a median rests on.
    pub times: i64,
    /// How many questions that are.
    pub questions: usize,
    /// How many of them the reader may know of.
    pub known: usize,
    /// A page of these, the latest first.
    pub tickets: Vec<Ticket>,
    /// Where the next page begins, if there is one.
    pub next: Option<TicketId>,
}

/// Which facts are looked for.
struct Sought<'a> {
    query: &'a TrendsQuery,
    filter: &'a TicketFilter,
    cell: &'a FigureAt,
    picture: &'a Picture,
    /// Whose regions count.
    day: NaiveDate,
}

impl App {
    /// The questions that make one figure: by the same facts and the same sieve as the figure itself. Some eight statements,
    /// and as many more as there are days that were not read lately.
    pub async fn read_behind(
        &self,
        caller: &Caller,
        query: &TrendsQuery,
        cell: &FigureAt,
        after: Option<TicketId>,
    ) -> Result<Behind, Refusal> {
        let (day, filter) = self.asked_for(caller, query)?;
        if query.as_of.is_some() {
            let why =
                "Lijsten van vragen zijn van nu: van een dag die voorbij is, staan er geen vragen achter een cijfer.";
            return Err(Complaints::one("asOf", "INVALID", why).into());
        }
        if query.by == TrendsBy::Expert
            && let Some(expert) = cell.part.as_deref().and_then(|key| key.parse().ok())
        {
            allowed(shows(caller, query.measure, expert))?;
        }
        let steps = query.bucket.starts(query.from, query.to);
        if cell.step.is_some_and(|step| !steps.contains(&query.bucket.start(step))) {
            return Err(Complaints::one("step", "OUT_OF_RANGE", "Deze stap ligt niet in de periode.").into());
        }
        let picture = self.picture();
        let sought = Sought { query, filter: &filter, cell, picture: &picture, day };
        let (part, numbers) = {
            let _turn = self.turn().await?;
            let reads = self.store.figures().await?;
            let found = match query.measure {
                Measure::Open => self.open_behind(&reads, &sought).await,
                measure => self.counted_behind(&reads, &sought, fact_kind(measure)).await,
            };
            found.map_err(too_long)?
        };
        let times = if query.measure == Measure::Open {
            numbers.iter().map(|(_, tally)| tally.sum.max(0)).sum()
        } else {
            numbers.many()
        };
        let counts =
            |(number, tally): (i64, trends::Tally)| (query.measure != Measure::Open || tally.sum > 0).then_some(number);
        let latest_first: Vec<i64> = numbers.iter().rev().filter_map(counts).collect();
        let scope = policy::scope(&caller.actor);
        let known = store::tickets::count_within(&self.store, &latest_first, &scope).await?;
        let mut tickets = store::tickets::next_within(&self.store, &latest_first, &scope, after, ROWS + 1).await?;
        let has_next = tickets.len() > ROWS as usize;
        tickets.truncate(ROWS as usize);
        let next = tickets.last().filter(|_| has_next).map(|ticket| ticket.id);
        Ok(Behind { part, times, questions: latest_first.len(), known, tickets, next })
    }

    /// Those of which a fact counts on these days.
    async fn counted_behind(
        &self,
        reads: &Figures,
        sought: &Sought<'_>,
        kind: FactKind,
    ) -> Result<(Option<String>, Numbers), Refusal> {
        let query = sought.query;
        let (first, next) = sought.span();
        let received = (query.measure == Measure::Received).then_some((query.from, query.to));
        self.facts_behind(reads, sought, kind, (first, next - Days::new(1)), received).await
    }

    /// Those that were open at the end of these days: open now, without what changed since.
    async fn open_behind(&self, reads: &Figures, sought: &Sought<'_>) -> Result<(Option<String>, Numbers), Refusal> {
        let today = amsterdam_day(self.clock.now());
        let (first, ends) = sought.span();
        if first > today {
            return Ok((None, Numbers::default()));
        }
        let (mut name, mut numbers) = (None, Numbers::default());
        for (part, ticket) in store::counts::open_numbers(reads, sought.filter, sought.split()).await? {
            if let Some(label) = sought.named(&part) {
                name.get_or_insert(label);
                numbers.count(ticket);
            }
        }
        let since = self.facts_behind(reads, sought, FactKind::OpenChange, (ends, today), None).await?;
        numbers.less(&since.1);
        Ok((name.or(since.0), numbers))
    }

    async fn facts_behind(
        &self,
        reads: &Figures,
        sought: &Sought<'_>,
        kind: FactKind,
        (first, last): (NaiveDate, NaiveDate),
        received: Option<(NaiveDate, NaiveDate)>,
    ) -> Result<(Option<String>, Numbers), Refusal> {
        let sieve = self.sieve(reads, sought.filter, received).await?;
        let days = self.days(reads, kind, first, last).await?;
        let (mut name, mut numbers) = (None, Numbers::default());
        self.visit(reads, kind, &days, |day, facts, _| {
            for (part, inside) in facts.gather::<Numbers>(day, &sieve, sought.split()) {
                if let Some(label) = sought.named(&part) {
                    name.get_or_insert(label);
                    numbers.merge(&inside);
                }
            }
        })
        .await?;
        Ok((name, numbers))
    }
}

impl Sought<'_> {
    fn split(&self) -> Split {
        if self.cell.part.is_some() { split_of(&self.query.by) } else { Split::None }
    }

    /// What the row is called, when this part counts in it.
    fn named(&self, part: &Part) -> Option<String> {
        let names = names_of(&self.query.by, self.picture, self.day, part);
        match &self.cell.part {
            None => names.into_iter().next().map(|(_, label)| label),
            Some(wanted) => names.into_iter().find(|(key, _)| key == wanted).map(|(_, label)| label),
        }
    }

    /// The first day that counts, and the first behind them.
    fn span(&self) -> (NaiveDate, NaiveDate) {
        let TrendsQuery { from, to, bucket, .. } = self.query;
        let end = *to + Days::new(1);
        match self.cell.step {
            None => (*from, end),
            Some(step) => (bucket.start(step).max(*from), bucket.next(bucket.start(step)).min(end)),
        }
    }
}
