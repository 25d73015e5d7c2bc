//! Topics that rise: more questions in the newest complete week than history explains (anomaly detection).

use crate::figures::report::Rising;
use crate::{App, Refusal};
use chrono::{Days, NaiveDate};
use domain::{Axis, TopicKey, amsterdam_day};
use std::collections::BTreeMap;
use store::TicketFilter;
use store::counts::{DayCount, Key, Split};
use trends::{Bucket, Series, WEEKS_NEEDED};

impl App {
    /// Topics that rise, judged over the last complete weeks whatever period was asked for, by what questions were about at
    /// first: nothing rises because somebody looked at old questions again.
    pub(crate) async fn rising(&self, filter: &TicketFilter) -> Result<Vec<Rising>, Refusal> {
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

fn weekly(counts: &[DayCount], first: NaiveDate, last: NaiveDate) -> Vec<u32> {
    let days = counts.iter().map(|count| (count.day, count.count));
    let series = Series::of_counts(days, Bucket::Week, first, last);
    series.points.iter().map(|point| point.value.unwrap_or(0.0) as u32).collect()
}
