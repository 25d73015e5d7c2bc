//! One question (ticket, case), for the people of the desk: what was asked, why it is whose, and everything that can be
//! done.

mod after;
pub(crate) mod blocks;
mod choices;
mod clash;
pub(crate) mod colleagues;
mod drafts;
mod endings;
mod fields;
pub(crate) mod forms;
mod history;
mod keep;
mod known;
mod letters;
pub(crate) mod letters_sent;
pub(crate) mod mail;
mod origin;
pub(crate) mod page;
mod preview;
mod promises;
mod said;
mod together;
mod why;
