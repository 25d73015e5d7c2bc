//! What goes after its term (retention, anonymisation): which questions, and everything of them that people typed. What counts
//! in figures stays: when, of which kind and place, about what, and whether promises were kept.

mod asker;
mod due;
mod ledger;
mod letters;
mod size;
mod statement;
mod trail;
mod wipe;

pub use asker::{count_elsewhere, forget_elsewhere, mentions_of, questions_of};
pub use due::{Finished, Part, count_due, due, oldest_due};
pub use ledger::{count_lines, lines, remove_lines};
pub use letters::{count_letters, letters, remove_letters};
pub use size::{TableSize, sizes};
pub use trail::{Trail, count_trail, remove_trail, trail};
pub use wipe::{
    Replaced, attachments_of, count_attachments, forget_contact, forget_files, forget_message, forget_texts,
    with_attachments,
};
