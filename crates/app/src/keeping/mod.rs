//! How long things are kept: terms, the sweep that erases what is past them, what is held, and what is there.

pub(crate) mod access;
pub(crate) mod erase;
pub(crate) mod hold;
pub(crate) mod report;
pub(crate) mod requests;
pub(crate) mod retention;
pub(crate) mod terms;
