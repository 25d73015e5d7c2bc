//! Who is away, and who has their questions meanwhile (out of office, cover).

pub(crate) mod apply_absences;
pub(crate) mod cover;
pub(crate) mod plan_absence;
