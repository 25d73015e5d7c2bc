//! What every verb that changes a ticket shares (unit of work): hold, check, change, write down, commit.

pub(crate) mod change;
pub(crate) mod outcome;
pub(crate) mod seen;
