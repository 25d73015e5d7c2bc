//! Who gets a question (routing): the step that decides, people who decide otherwise, and who may not get it.

pub(crate) mod assign_ticket;
pub(crate) mod conflicts;
pub(crate) mod correct_origin;
pub(crate) mod manage_topics;
pub(crate) mod may_get;
pub(crate) mod preview_routing;
pub(crate) mod read_loads;
pub(crate) mod reassign_several;
pub(crate) mod route_waiting;
pub(crate) mod routing_rules;
pub(crate) mod routing_step;
pub(crate) mod set_ticket_topics;
pub(crate) mod staffing;
pub(crate) mod subject;
pub(crate) mod topics_of;
pub(crate) mod triage;
