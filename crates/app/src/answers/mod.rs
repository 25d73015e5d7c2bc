//! Answers for everybody (knowledge base, VAC): made of what was answered, read along by a second person, and published.

pub(crate) mod beside_question;
pub(crate) mod count_uses;
pub(crate) mod draft;
pub(crate) mod find_published;
pub(crate) mod make_answer;
pub(crate) mod read_answers;
pub(crate) mod read_shelf;
pub(crate) mod second_reader;
pub(crate) mod write_answer;
