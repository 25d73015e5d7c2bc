//! Finding tickets by their words, by who asked and from where, and by what they are about: FTS5 on SQLite, tsvector on
//! PostgreSQL, both over words and marks made here (inverted index).

mod forgetting;
mod indexing;
mod marks;
mod matching;
mod spelling;
mod vocabulary;
mod wanted;
mod words;

pub use forgetting::{empty_journal, purge};
pub use indexing::{Pending, index, index_pending, learn, pending};
pub use spelling::{similar, words_to_mend};
pub use wanted::Finder;
pub use words::stems;

pub(crate) use forgetting::{forget_row, forget_words};
pub(crate) use marks::{
    OPEN, of_day, of_expert, of_inside, of_invited, of_kind, of_month, of_municipality, of_organisation, of_region,
    of_status, of_topic, of_week,
};
pub(crate) use matching::{Must, check, condition, hits};
pub(crate) use wanted::{Wanted, Words, hold_phrases, wanted};
