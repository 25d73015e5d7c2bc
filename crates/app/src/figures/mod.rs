//! What the desk counts for leads (reports, trends).

pub(crate) mod as_of;
pub(crate) mod capacity;
pub(crate) mod check_days;
pub(crate) mod count_days;
pub(crate) mod coverage;
pub(crate) mod days;
pub(crate) mod definition;
pub(crate) mod figures_since;
pub(crate) mod gather;
pub(crate) mod locate_rises;
pub(crate) mod note_rise;
pub(crate) mod organisations_meant;
pub(crate) mod overview;
pub(crate) mod parts;
pub(crate) mod period_report;
pub(crate) mod read_behind;
pub(crate) mod read_feed;
pub(crate) mod read_gaps;
pub(crate) mod read_overview;
pub(crate) mod read_period_report;
pub(crate) mod read_trends;
pub(crate) mod report;
pub(crate) mod rising;
pub(crate) mod same_asked;
pub(crate) mod weekly_letter;
