//! What a question is about, who should answer it, and why.
//!
//! Two pure functions. [`Classifier::classify`] proposes topics for a text, each with the words that led to it.
//! [`decide`] picks an expert for a case and lists everybody who was considered. Neither knows a database or a clock:
//! the same input gives the same output, on every machine.
#![warn(missing_docs)]

mod bytes;
mod case;
mod certainty;
mod classify;
mod corpus;
mod decide;
mod evaluation;
mod evidence;
mod features;
mod fresh;
mod lanes;
mod language;
mod lexicon;
mod model;
mod reliability;
mod score;
mod standard;
mod teach;
mod text;

pub use case::{Case, CaseRegion, CaseTopic, Load, Roster};
pub use certainty::StandardGate;
pub use classify::{Classification, Classifier, OutOfScope, Proposal, knows_topic};
pub use corpus::{Example, parse_corpus, training_corpus, training_files};
pub use decide::{Choice, choose, decide};
pub use evaluation::{AxisReport, Evaluation, Labelled, TopicReport, evaluate};
pub use evidence::Evidence;
pub use language::Language;
pub use lexicon::Term;
pub use reliability::{Band, Gate, Judged, Reliability};
pub use teach::Correction;
