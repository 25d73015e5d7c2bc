//! Who works here, what experts know, and how they get their first password.

pub(crate) mod choose_letters;
pub(crate) mod choose_password;
pub(crate) mod expert_changes;
pub(crate) mod manage_organisations;
pub(crate) mod manage_people;
