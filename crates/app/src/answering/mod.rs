//! What the people of the desk do with a question they have: read, answer, ask back, note, close, refer.

pub(crate) mod add_note;
pub(crate) mod ask_colleague;
pub(crate) mod close_ticket;
pub(crate) mod correct_contact;
pub(crate) mod find_answered;
pub(crate) mod find_tickets;
pub(crate) mod index_texts;
pub(crate) mod keep_draft;
pub(crate) mod keep_view;
pub(crate) mod leave_closed;
pub(crate) mod list_tickets;
pub(crate) mod merge_ticket;
pub(crate) mod next_question;
pub(crate) mod presence;
pub(crate) mod read_answered;
pub(crate) mod read_ticket;
pub(crate) mod refer_away;
pub(crate) mod reopen_ticket;
pub(crate) mod reply_to_ticket;
pub(crate) mod siblings;
pub(crate) mod split_ticket;
pub(crate) mod suggest_spelling;
pub(crate) mod text_blocks;
