//! Where the desk falls short (gaps): themes with too few experts in a province, and where answers take longest.

use crate::figures::capacity::{Capacity, of_desk, of_themes};
use crate::figures::coverage::{Spot, spots};
use crate::figures::report::{NamedSeries, TrendsBy, TrendsQuery};
use crate::figures::same_asked::AskedBySeveral;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, TicketSearch};
use chrono::{Days, NaiveDate};
use domain::{Axis, LayoutKey, TopicKey, amsterdam_day};
use trends::{Bucket, Measure};

/// How many whole weeks of answers are looked at: a quarter.
const WEEKS: u64 = 13;
/// From how many answers on a middle one says something.
const LEAST_ANSWERS: i64 = 5;
/// How many are told.
const SLOWEST: usize = 5;

/// Where the desk falls short.
#[derive(Debug, Clone)]
pub struct Shortfalls {
    /// Every theme in every province; themes in the order of the taxonomy.
    pub spots: Vec<Spot>,
    /// First and last day of the answers that are looked at.
    pub period: (NaiveDate, NaiveDate),
    /// Themes with the longest middle time to an answer, in working days; longest first.
    pub slowest_themes: Vec<NamedSeries>,
    /// Provinces with the same.
    pub slowest_provinces: Vec<NamedSeries>,
    /// Work in hand against hours, of everybody.
    pub capacity: Capacity,
    /// Of those who know each theme, the fullest first; for whoever may see who has what in hand.
    pub capacity_by_theme: Option<Vec<(TopicKey, Capacity)>>,
    /// What several organisations asked.
    pub same: AskedBySeveral,
}

impl App {
    /// Where the desk falls short. Nobody is named.
    pub async fn read_gaps(&self, caller: &Caller) -> Result<Shortfalls, Refusal> {
        policy::check(&caller.actor, Action::ReadTrends)?;
        let today = amsterdam_day(self.clock.now());
        let this_week = Bucket::Week.start(today);
        let period = (this_week - Days::new(7 * WEEKS), this_week - Days::new(1));
        let slowest = async |by: TrendsBy| {
            let query = TrendsQuery {
                from: period.0,
                to: period.1,
                bucket: Bucket::Week,
                measure: Measure::MedianWorkingDaysToAnswer,
                by,
                filter: TicketSearch::default(),
                as_of: None,
            };
            let mut series = self.read_trends(caller, &query).await?.series;
            series.retain(|line| line.series.rests_on >= LEAST_ANSWERS && !line.key.is_empty());
            series.sort_by(|left, right| right.series.total.total_cmp(&left.series.total));
            series.truncate(SLOWEST);
            Ok::<_, Refusal>(series)
        };
        let loads = self.loads_now().await?;
        let picture = self.picture();
        // A theme that one or two know would tell what each of them has in hand.
        let by_theme = policy::check(&caller.actor, Action::Triage).is_ok().then(|| of_themes(&loads, &picture, today));
        Ok(Shortfalls {
            capacity: of_desk(&loads),
            capacity_by_theme: by_theme,
            same: self.asked_by_several(caller).await?,
            spots: spots(&picture, today),
            period,
            slowest_themes: slowest(TrendsBy::Topic(Axis::Theme)).await?,
            slowest_provinces: slowest(TrendsBy::Region(LayoutKey("provincie".to_owned()))).await?,
        })
    }
}
