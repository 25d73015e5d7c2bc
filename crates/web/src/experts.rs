//! Who the experts are (agents, skills, availability): what they know, where they work, when they are away.

pub(crate) mod forms;
pub(crate) mod list;
pub(crate) mod page;
mod profile;
