//! Reads one mail (post): who wrote, what is new in it, what came along, and whether a person wrote it at all.
//!
//! Pure: bytes go in, an [`Incoming`] comes out, whatever the bytes are. Nothing here knows of questions or people; what a mail
//! may do is decided by whoever calls. `docs/post.md` says what is read, how replies are cut and whose word is believed.
#![warn(missing_docs)]

mod attribution;
mod body;
mod bounce;
mod bounds;
mod charset;
mod complaint;
mod cut;
mod fields;
mod heads;
mod html;
mod html_tags;
mod incoming;
mod line;
mod nature;
mod phone;
mod read;
mod results;
mod thanks;
mod transfer;
mod tree;
mod verdict;
#[cfg(test)]
mod verdict_tests;
mod words;

pub use complaint::Complaint;
pub use incoming::{Attachment, AuthResult, Bounce, FailedRecipient, Incoming, Mailbox, Nature, Ours, Read};
pub use read::read;
pub use thanks::only_thanks;
pub use verdict::Verdict;
