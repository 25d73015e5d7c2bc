//! What a question is about, who should answer it, and why.
//!
//! Two pure functions. [`Classifier::classify`] proposes topics for a text, each with the words that led to it.
//! [`decide`] picks an expert for a case and lists everybody who was considered. Neither knows a database or a clock:
//! the same input gives the same output, on every machine.
#![warn(missing_docs)]

mod case;
mod classify;
mod corpus;
mod decide;
mod evaluation;
mod features;
mod language;
mod lexicon;
mod model;
mod score;
mod text;

pub use case::{Case, CaseRegion, CaseTopic, Load, Roster};
pub use classify::{Classification, Classifier, Correction, Evidence, OutOfScope, Proposal};
pub use corpus::{Example, parse_corpus, training_corpus};
pub use decide::{Choice, choose, decide};
pub use evaluation::{AxisReport, Evaluation, Labelled, TopicReport, evaluate};
pub use language::Language;
pub use lexicon::Term;
