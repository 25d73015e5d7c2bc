//! What routing learns from corrections, and the words that leads add to it.

pub(crate) mod exam;
pub(crate) mod gates;
pub(crate) mod learn;
pub(crate) mod lexicon;
pub(crate) mod replay;
