//! Work that touches the outside world: at least once, leased by compare-and-swap on the attempt number.

mod dead;
mod forget;
mod gathered;
mod queue;
mod recall;
mod row;
mod tries;

pub use dead::{
    DeadJob, DeadLetter, SentJob, bounce, bury, dead_by_id, dead_letter, dead_letters, dead_of, dismiss,
    dismiss_access, last_dead, send_again, sent, ticket_of,
};
pub use forget::{blank_before, forget, forgettable, is_any_kept};
pub use gathered::{begin_digest, bury_gathered, finish_gathered, gathered_for, gathered_in, release};
pub use queue::{
    Delivery, Failing, Leased, Queue, Which, count_of, delivery, enqueue, failing, finish, forget_before, give_back,
    kept_of_ticket, last_left, lease, of_ticket, queue, retry,
};
pub use recall::{
    LastTold, last_told, replace, waiting_about, waiting_for, waiting_for_asker, withdraw, withdraw_held,
};
pub use row::{Goes, Job};
pub use tries::{Came, LetterLine, LetterState, Try, about};

pub(crate) use queue::rows;
