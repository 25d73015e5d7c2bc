//! Tickets with their topics and deadlines.

mod found;
mod insert;
mod line;
mod list;
mod numbered;
mod order;
mod pages;
mod read;
mod seek;
mod tally;
mod these;
mod traits;
mod with_topic;
mod write;

pub use insert::NewTicket;
pub use list::{
    AskedQuestion, InLine, RoutedQuestion, TriageCursor, count_along, for_triage, holders_among, latest_questions,
    open_numbers_of, open_of, routed_since, these, unassigned, unassigned_after, unassigned_in_line,
};
pub use numbered::{count_within, next_within};
pub use pages::{list, page};
pub use read::{
    after, by_submission_key, by_tracking_hash, declined_by, earlier_experts, find, hold, merged_into, place,
    reasons_of_declines, submitted_as, submitted_once, waits, waits_of, within,
};
pub use tally::{MANY, Spread, Tally, stirred, tally};
pub use write::{Beside, Origin, TicketChange, begin_wait, change, change_with, decline, end_wait};

pub(crate) use insert::rows;
pub(crate) use read::hold_all;
pub(crate) use with_topic::{count_of_topics, has_topic};
