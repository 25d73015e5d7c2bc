//! Answers for everybody (knowledge base): the public's pages, and those on which they are written and read along.

pub(crate) mod desk;
pub(crate) mod fields;
pub(crate) mod fitting;
pub(crate) mod public;
pub(crate) mod writing;
