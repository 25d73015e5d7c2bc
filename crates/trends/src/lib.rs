//! What the counts mean: the facts of a day as columns, measures and their definitions, buckets of days, and how surprising
//! a count is.
//!
//! Pure: facts of days go in, series and rising topics come out.
#![warn(missing_docs)]

mod bucket;
mod facts;
mod hidden;
mod kept;
mod measure;
mod numbers;
mod past;
mod period;
mod rising;
mod series;
mod sieve;
mod spread;
mod surprise;
#[cfg(test)]
mod testing;

pub use bucket::{Bucket, Held};
pub use facts::DayFacts;
pub use hidden::{Cell, FEWEST, Share, hide, may_tell_percentile};
pub use kept::{Keep, KeptDays, KeptRises, KnownRise, Stretch, Sums};
pub use measure::Measure;
pub use numbers::Numbers;
pub use period::{NoPeriod, Period, PeriodLength};
pub use rising::{
    FALSE_ALARMS_PER_QUARTER, InPlace, RISING_DEFINITION, Rise, WEEKS_NEEDED, WEEKS_READ, in_place, rises,
};
pub use series::{Point, Series, walk_back};
pub use sieve::{Gather, One, Sieve, Tally};
pub use spread::{Spread, Waits};
pub use surprise::surprise;
