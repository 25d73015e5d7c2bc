//! What the country is asking, in figures.

use crate::figures::definition::definition;
use crate::figures::parts::{grouped, measured, split_of};
use crate::figures::report::{NamedSeries, TrendsBy, TrendsQuery, TrendsReport, check_period};
use crate::policy::{self, Action};
use crate::{App, Caller, Picture, Refusal};
use chrono::TimeDelta;
use domain::{Complaints, Metric, PromiseOutcome, amsterdam_day};
use std::collections::BTreeMap;
use store::TicketFilter;
use store::counts::PromiseDay;
use store::counts::{DayCount, PromiseRow};
use trends::{Measure, Series, median, walk_back};

impl App {
    /// Figures over a period. Every figure is read from the ledger, so that it reconciles with the tickets themselves.
    pub async fn read_trends(&self, caller: &Caller, query: &TrendsQuery) -> Result<TrendsReport, Refusal> {
        policy::check(&caller.actor, Action::ReadTrends)?;
        check_period(query)?;
        let picture = self.picture();
        if let TrendsBy::Region(layout) = &query.by
            && !picture.geography.layouts.contains_key(layout)
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
        let mut series = self.series(query, &filter, &picture).await?;
        let whole = if query.by == TrendsBy::Nothing {
            None
        } else {
            let whole = TrendsQuery { by: TrendsBy::Nothing, ..query.clone() };
            self.series(&whole, &filter, &picture).await?.pop()
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
        picture: &Picture,
    ) -> Result<Vec<NamedSeries>, Refusal> {
        match query.measure {
            Measure::Received | Measure::Answered | Measure::Reopened => self.counted(query, filter, picture).await,
            Measure::Open => self.open_over_time(query, filter, picture).await,
            Measure::AnsweredInTimeShare | Measure::FirstResponseInTimeShare => {
                self.in_time(query, filter, picture).await
            }
            Measure::MedianWorkingHoursToFirstResponse | Measure::MedianWorkingDaysToAnswer => {
                self.medians(query, filter, picture).await
            }
        }
    }

    async fn counted(
        &self,
        query: &TrendsQuery,
        filter: &TicketFilter,
        picture: &Picture,
    ) -> Result<Vec<NamedSeries>, Refusal> {
        let split = split_of(&query.by);
        let (from, to) = (query.from, query.to);
        let counts = match query.measure {
            Measure::Answered => store::counts::answered(&self.store, filter, from, to, split).await?,
            Measure::Reopened => store::counts::reopened(&self.store, filter, from, to, split).await?,
            _ => store::counts::received(&self.store, filter, from, to, split).await?,
        };
        Ok(grouped(query, picture, self.reference_day(Some(query.to)), counts)
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
        picture: &Picture,
    ) -> Result<Vec<NamedSeries>, Refusal> {
        let (split, day) = (split_of(&query.by), self.reference_day(Some(query.to)));
        let today = amsterdam_day(self.clock.now());
        let now = store::counts::open_now(&self.store, filter, split).await?;
        let changes = store::counts::open_changes(&self.store, filter, query.from, split).await?;
        let now = now.into_iter().map(|(key, count)| DayCount { day: today, key, count }).collect();
        let open_now: BTreeMap<_, i64> = grouped(query, picture, day, now)
            .into_iter()
            .map(|(name, days)| (name, days.iter().map(|(_, count)| count).sum()))
            .collect();
        let mut changes = grouped(query, picture, day, changes);
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
        picture: &Picture,
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
        Ok(measured(query, picture, self.reference_day(Some(query.to)), kept, |values| {
            let share = values.iter().sum::<f64>() / values.len() as f64;
            (!values.is_empty()).then_some(share)
        }))
    }

    async fn medians(
        &self,
        query: &TrendsQuery,
        filter: &TicketFilter,
        picture: &Picture,
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
        Ok(measured(query, picture, self.reference_day(Some(query.to)), values, median))
    }

    /// Working hours or working days from receipt until the promise was kept, waiting left out.
    fn working_time(&self, measure: Measure, row: &PromiseRow, met: chrono::DateTime<chrono::Utc>) -> f64 {
        let calendar = &self.picture().promises.calendar;
        let mut total = sla::elapsed(row.received_at, met, calendar);
        for wait in &row.waits {
            let until = wait.to.unwrap_or(met).min(met);
            total.opening -= sla::elapsed(wait.from.max(row.received_at), until, calendar).opening;
        }
        total.opening = total.opening.max(TimeDelta::zero());
        if measure == Measure::MedianWorkingDaysToAnswer { total.working_days() } else { total.hours() }
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
}
