//! What this version of the program knows by itself: learned when it was built (`build.rs`).

use crate::Classifier;
use std::sync::OnceLock;

const LEARNED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/standard.model"));

impl Classifier {
    /// What this version of the program knows by itself. Read once for a process, when it is first needed.
    pub fn standard() -> Self {
        static STANDARD: OnceLock<Classifier> = OnceLock::new();
        STANDARD.get_or_init(|| Self::of_bytes(LEARNED)).clone()
    }
}
