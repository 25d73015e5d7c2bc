//! Working calendar, deadlines, waits, and their derivation in words.
//!
//! Pure and total: no clock, no I/O, no panic on any instant chrono can hold. All rules live here:
//!
//! * the day of receipt does not count; after closing time, or on a day that is no working day, a question counts as
//!   received on the next working day;
//! * a promise is a day: it falls due at closing time of a working day;
//! * waiting for the asker moves it by the working days that hold the opening hours waited, rounded up.
#![warn(missing_docs)]

mod calendar;
mod deadline;
mod derivation;
mod elapsed;
mod holidays;
mod policy;

pub use calendar::{Calendar, ClosedDay};
pub use deadline::{Promise, Wait, deadline, remind_at};
pub use elapsed::{WorkingTime, elapsed};
pub use policy::Policy;
