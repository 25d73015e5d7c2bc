//! What askers do: ask, follow, react, thank.

pub(crate) mod check_question;
pub(crate) mod find_organisations;
pub(crate) mod find_places;
pub(crate) mod first_rows;
pub(crate) mod follow_ticket;
pub(crate) mod organisation_questions;
pub(crate) mod propose_topics;
pub(crate) mod public_domains;
pub(crate) mod react_as_asker;
pub(crate) mod receipt;
pub(crate) mod renew_link;
pub(crate) mod say_helped;
pub(crate) mod send_lost_link;
pub(crate) mod share_draft;
pub(crate) mod submit_form;
pub(crate) mod submit_question;
pub(crate) mod thank_as_asker;
