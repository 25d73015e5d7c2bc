//! A whole desk in a test: frozen clock, counted ids, kept letters, both databases.
#![warn(missing_docs)]

pub mod database;
mod desk;
pub mod dovecot;
mod imap_server;
mod mail_server;
pub mod postgres;

pub use desk::{CountedIds, FrozenClock, TestDesk, desks, question_about};
pub use imap_server::{Asked, ImapServer};
pub use mail_server::{MailServer, Mood, Step};
