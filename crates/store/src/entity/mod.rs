//! Rows, one file per table; private to this crate.

pub(crate) mod absence;
pub(crate) mod coverage;
pub(crate) mod deadline;
pub(crate) mod decision;
pub(crate) mod decline;
pub(crate) mod event;
pub(crate) mod expert;
pub(crate) mod expert_load;
pub(crate) mod expertise;
pub(crate) mod job;
pub(crate) mod layout;
pub(crate) mod membership;
pub(crate) mod message;
pub(crate) mod municipality;
pub(crate) mod organisation;
pub(crate) mod person;
pub(crate) mod region;
pub(crate) mod session;
pub(crate) mod ticket;
pub(crate) mod ticket_topic;
pub(crate) mod topic;
pub(crate) mod wait;
