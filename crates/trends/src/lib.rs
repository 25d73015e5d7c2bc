//! What the counts mean: measures and their definitions, buckets of days, and how surprising a count is.
//!
//! Pure: counts of days go in, series and rising topics come out.
#![warn(missing_docs)]

mod bucket;
mod measure;
mod series;
mod surprise;

pub use bucket::Bucket;
pub use measure::{Measure, median};
pub use series::{Point, Series, walk_back};
pub use surprise::{Rise, WEEKS_NEEDED, rise, surprise};
