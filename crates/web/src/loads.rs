//! Who has how much in hand (load board), and giving several questions to somebody else.

pub(crate) mod board;
pub(crate) mod hand;
pub(crate) mod reassign;
