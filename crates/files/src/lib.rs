//! What people send along (attachments): what may be in it, the scanner that looks for viruses (ClamAV), and where it lies
//! (object storage).
//!
//! A file comes in as a stream, lies in a folder of its own until it was looked at, and is an object only after that. Nothing
//! here knows of tickets or people: which object belongs to what is written in the database, by whoever calls.
#![warn(missing_docs)]

mod archive;
mod begins;
mod bounds;
mod kind;
mod look;
mod objects;
mod pdf;
mod pdf_names;
mod receive;
mod refused;
mod relations;
mod scanner;
mod settings;
#[cfg(test)]
mod testing;

pub use bounds::Bounds;
pub use kind::Kind;
pub use look::look;
pub use objects::{Found, ObjectKey, Objects};
pub use receive::{Arrived, Files, NotTaken};
pub use refused::Refused;
pub use settings::{Settings, is_scanner, is_store};
