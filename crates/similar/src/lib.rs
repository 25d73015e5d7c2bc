//! Which answers and questions look most like one that is asked, and why (similarity search).
//!
//! Pure, and held in memory: documents go into an [`Index`], one at a time or all at once, and come out again in the order
//! in which they fit. The same on every database and machine: what is found depends on what is in the index only, never on
//! the order in which it came there.
#![warn(missing_docs)]

mod index;
mod reading;
mod vocabulary;
mod weighing;

pub use index::{Index, Match};
pub use reading::Document;
