//! Topics that rise: more questions in the newest complete weeks than their past explains (anomaly detection).

use crate::figures::as_of::AsOf;
use crate::figures::days::Days;
use crate::figures::gather::{Buckets, Gathered};
use crate::figures::report::Rising;
use crate::{App, Refusal};
use chrono::{Days as ForDays, NaiveDate};
use domain::{Axis, FactKind, Part, Split, TopicKey, amsterdam_day};
use std::sync::Arc;
use store::{Reads, TicketFilter};
use trends::{Bucket, KnownRise, Rise, Sieve, Tally, WEEKS_NEEDED, WEEKS_READ, rises};

/// Weeks that are shown of each.
const SHOWN: usize = 26;

impl App {
    /// Topics that rise, judged over the last complete weeks whatever period was asked for, by what questions were about at
    /// first: nothing rises because somebody looked at old questions again. Kept until another week begins, or one of its days
    /// is counted again. As of an earlier day: what rose then.
    pub(crate) async fn rising(
        &self,
        reads: &impl Reads,
        filter: &TicketFilter,
        as_of: Option<&AsOf>,
    ) -> Result<Vec<Rising>, Refusal> {
        let today = as_of.map_or_else(|| amsterdam_day(self.clock.now()), |as_of| as_of.day);
        let this_week = Bucket::Week.start(today);
        let last = this_week - ForDays::new(1);
        let first = this_week - weeks(WEEKS_READ);
        let filter = TicketFilter { received_from: None, received_to: None, ..filter.clone() };
        let sieve = match as_of {
            Some(_) => self.sieve_then(reads, &filter).await?,
            None => self.sieve(reads, &filter, Some((first, last))).await?,
        };
        let mut days = self.days_of(reads, as_of, FactKind::Received, (first, last)).await?;
        // Days on which nothing came in are none that changed.
        if self.count(reads, FactKind::Received, &days.to_count).await?.is_empty() {
            days.to_count.clear();
        }
        let may_keep = as_of.is_none() && sieve.tickets.is_none() && days.to_count.is_empty();
        let known = if may_keep { self.kept_rises.get(this_week, &sieve, &days.counted) } else { None };
        let rises = match known {
            Some(known) => known,
            None => {
                let rises = Arc::new(self.find_rises(reads, &sieve, &days, (first, last)).await?);
                if may_keep {
                    self.kept_rises.put(this_week, sieve, days.counted, Arc::clone(&rises));
                }
                rises
            }
        };
        // Most of the time nothing rises.
        let notes = if rises.is_empty() { Vec::new() } else { self.rise_notes(reads).await? };
        let told = |known: &KnownRise| Rising {
            topic: known.topic.clone(),
            rise: known.rise,
            week: this_week - weeks(1),
            since: this_week - weeks(known.rise.weeks),
            counts: known.counts[known.counts.len().saturating_sub(SHOWN)..].to_vec(),
            places: known.places.clone(),
            notes: notes
                .iter()
                .filter(|note| note.topic == known.topic && amsterdam_day(note.at) <= today)
                .cloned()
                .collect(),
        };
        Ok(rises.iter().map(told).collect())
    }

    /// The most surprising first.
    async fn find_rises(
        &self,
        reads: &impl Reads,
        sieve: &Sieve,
        days: &Days,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<Vec<KnownRise>, Refusal> {
        let mut all = Buckets::new();
        let mut by_topic = Vec::new();
        for axis in [Axis::Group, Axis::Theme] {
            let split = Split::FirstTopic(axis);
            let gathered: Gathered<Tally> =
                self.gather_days(reads, FactKind::Received, (days, Bucket::Week), sieve, split).await?;
            all = gathered.whole;
            by_topic.extend(gathered.parts);
        }
        let weekly = |buckets: &Buckets<Tally>| -> Vec<u32> {
            let count = |week: NaiveDate| buckets.get(&week).map_or(0, |inside| inside.sum);
            let weeks = Bucket::Week.starts(first, last).into_iter();
            weeks.map(|week| u32::try_from(count(week)).unwrap_or(u32::MAX)).collect()
        };
        let all = weekly(&all);
        if all.iter().filter(|&&count| count > 0).count() < WEEKS_NEEDED {
            return Ok(Vec::new());
        }
        let named = |(part, weeks): (Part, Buckets<Tally>)| match part {
            Part::Topic(topic) => Some((topic, weekly(&weeks))),
            _ => None,
        };
        let topics: Vec<(TopicKey, Vec<u32>)> = by_topic.into_iter().filter_map(named).collect();
        let counts: Vec<&[u32]> = topics.iter().map(|(_, counts)| counts.as_slice()).collect();
        let judged = rises(&counts, &all);
        let known = |((topic, counts), rise): ((TopicKey, Vec<u32>), Option<Rise>)| {
            Some(KnownRise { topic, rise: rise?, counts, places: Vec::new() })
        };
        let mut rises: Vec<KnownRise> = topics.into_iter().zip(judged).filter_map(known).collect();
        rises.sort_by(|left, right| {
            let by_surprise = right.rise.surprise.total_cmp(&left.rise.surprise);
            by_surprise.then_with(|| left.topic.cmp(&right.topic))
        });
        if !rises.is_empty() {
            self.locate_rises(reads, sieve, (days, first, last), &all, &mut rises).await?;
        }
        Ok(rises)
    }
}

fn weeks(many: usize) -> ForDays {
    ForDays::new(7 * many as u64)
}
