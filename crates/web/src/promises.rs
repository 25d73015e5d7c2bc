//! What the desk promises (SLA, business hours, holidays), now and from a later day on. Each change is looked at before it
//! is saved.

mod days;
mod hours;
pub(crate) mod page;
mod parse;
mod policies;
mod preview;
pub(crate) mod words;
