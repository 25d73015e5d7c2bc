//! What the API shows (GraphQL objects and enums), by noun.

pub(crate) mod colleagues;
pub(crate) mod deadlines;
pub(crate) mod endings;
pub(crate) mod feedback;
pub(crate) mod letters;
pub(crate) mod loaders;
pub(crate) mod messages;
pub(crate) mod organisations;
pub(crate) mod pages;
pub(crate) mod people;
pub(crate) mod receipt;
pub(crate) mod routing;
pub(crate) mod tickets;
pub(crate) mod topics;
