//! A believable desk to try things on: a roster of experts and a year of questions.
//!
//! Everything is made up, nothing is random from one run to the next: the same arguments give the same desk. The
//! texts live in `data/`, the code only puts them together. Organisations and people are invented, except in the 120
//! questions of `data/questions-dev.jsonl`; every address ends in `.example`, which reaches nobody.
#![warn(missing_docs)]

mod answer;
mod asker;
mod compose;
mod development;
mod ids;
mod material;
mod people;
mod question;
mod rhythm;
mod step;
mod story;
mod template;
#[cfg(test)]
mod testing;

pub use answer::{DemoAnswer, answers};
pub use people::{DemoPerson, people};
pub use question::{DemoQuestion, questions, questions_of_years};
pub use step::{Step, What};
