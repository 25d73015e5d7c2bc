//! Working calendar, deadlines, waits, and their derivation in words.
//!
//! Pure: no clock, no I/O. Total: no instant, budget, wait or calendar makes it panic or hang. All rules live here:
//!
//! * the day of receipt does not count; after closing time, or on a day that is no working day, a question counts as
//!   received on the next working day; closing time itself (17:00:00) is still today;
//! * a promise is a day: it falls due at closing time of a working day;
//! * waiting for the asker moves it by the working days that hold the opening hours waited, rounded up; waiting outside
//!   opening hours moves nothing, nor does waiting that begins after the promise has passed.
//!
//! All wall-clock times are those of Amsterdam; the calendar knows the years 1 to 9999, which is what RFC 3339 can
//! write, and reads anything outside as the nearest instant inside.
//!
//! ```
//! use sla::{Calendar, Policy, deadline};
//!
//! let received = "2026-12-24T16:40:00+01:00".parse().expect("a moment");
//! let promise = deadline(received, Policy::standard().answer_days, &Calendar::standard(), &[]);
//! assert_eq!(promise.due_at.to_rfc3339(), "2027-01-11T16:00:00+00:00");
//! assert_eq!(promise.derivation, "10 werkdagen vanaf do 24-12 16:40; Kerst en Nieuwjaarsdag overgeslagen");
//! ```
#![warn(missing_docs)]

mod amsterdam;
mod calendar;
mod calendar_form;
mod deadline;
mod derivation;
mod elapsed;
mod holidays;
mod policy;
mod regime;
mod remind;
mod rules;
mod waits;

pub use calendar::Calendar;
pub use calendar_form::CalendarError;
pub use deadline::{Promise, deadline};
pub use elapsed::{WorkingTime, elapsed};
pub use policy::Policy;
pub use regime::{Opening, Regime, SpecialDay};
pub use remind::remind_at;
pub use rules::{DatedPolicy, Rules};
pub use waits::Wait;
